#include "tools/server/net/bind_addresses.h"

#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::server {
namespace {

std::vector<std::string> Resolved(std::string_view list) {
  const auto addresses = ResolveBind(list);
  if (!addresses.ok()) return {std::string(ErrorMessageOf(addresses.status()))};
  std::vector<std::string> texts;
  for (const BindAddress& bind : *addresses) {
    texts.push_back(bind.address.to_string());
  }
  return texts;
}

}  // namespace

TEST_CASE("a list of addresses names each once") {
  using Texts = std::vector<std::string>;
  CHECK(Resolved("127.0.0.1") == Texts{"127.0.0.1"});
  CHECK(Resolved(" 10.0.0.7 , ::1,::, 10.0.0.7") ==
        Texts{"10.0.0.7", "::1", "::"});
}

TEST_CASE("a name stands for addresses of which one is enough") {
  const auto addresses = ResolveBind("localhost,127.0.0.9");
  REQUIRE(addresses.ok());
  REQUIRE(addresses->size() >= 2);
  CHECK(addresses->front().address.is_loopback());
  CHECK_FALSE(addresses->back().has_others);
}

TEST_CASE("what is no address is named") {
  for (const char* list : {"", ",", "127.0.0.1,", " ", "no such.name"}) {
    CAPTURE(list);
    CHECK(ErrorCodeOf(ResolveBind(list).status()) == ErrorCode::kBadValue);
  }
  CHECK_THAT(Resolved("127.0.0.1,no such.name").front(),
             Catch::Matchers::ContainsSubstring("'no such.name'"));
}

}  // namespace meerkat::server
