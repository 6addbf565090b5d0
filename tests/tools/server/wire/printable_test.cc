#include "tools/server/wire/printable.h"

#include "tests/catch.hpp"

namespace meerkat::server {

TEST_CASE("bytes that are not printable ASCII are shown by their number") {
  CHECK(Printable("documents") == "documents");
  CHECK(Printable("a\xFF\x1B[31m") == "a\\xff\\x1b[31m");
  CHECK(Printable(std::string_view("a\0z", 3)) == "a\\x00z");
}

TEST_CASE("what is long is cut off") {
  CHECK(Printable(std::string(64, 'a')) == std::string(64, 'a'));
  CHECK(Printable(std::string(65, 'a')) == std::string(64, 'a') + "...");
}

}  // namespace meerkat::server
