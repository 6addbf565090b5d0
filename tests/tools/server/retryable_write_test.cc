#include "tools/server/retryable_write.h"

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::server {
namespace {

using testing::Parsed;

int CodeOf(std::string_view json) {
  return static_cast<int>(ErrorCodeOf(CheckRetryable(Parsed(json))));
}

}  // namespace

TEST_CASE("writes of single documents may be sent again") {
  CHECK(CodeOf(R"({"insert": "c", "documents": [{"limit": 0}]})") == 0);
  CHECK(CodeOf(R"({"update": "c", "updates": [{"q": {}, "u": {}}]})") == 0);
  CHECK(CodeOf(R"({"delete": "c", "deletes": [{"q": {}, "limit": 1}]})") == 0);
  CHECK(CodeOf(R"({"findAndModify": "c", "remove": true})") == 0);
  CHECK(CodeOf(R"({"bulkWrite": 1, "ops": [{"insert": 0}]})") == 0);
}

TEST_CASE("writes of many documents, and what is no write, may not") {
  CHECK(CodeOf(R"({"update": "c",
                   "updates": [{"q": {}}, {"q": {}, "multi": true}]})") == 72);
  CHECK(CodeOf(R"({"delete": "c", "deletes": [{"q": {}, "limit": 0}]})") == 72);
  CHECK(CodeOf(R"({"bulkWrite": 1, "ops": [{"delete": 0, "multi": true}]})") ==
        72);
  CHECK(CodeOf(R"({"find": "c"})") == 50768);
  CHECK(CodeOf(R"({"drop": "c"})") == 50768);
}

TEST_CASE("what is no statement is left to the command") {
  CHECK(CodeOf(R"({"update": "c", "updates": 1})") == 0);
  CHECK(CodeOf(R"({"update": "c", "updates": [1]})") == 0);
  CHECK(CodeOf(R"({"update": "c"})") == 0);
}

TEST_CASE("statements are counted") {
  CHECK(StatementsOf(Parsed(R"({"insert": "c", "documents": [{}, {}]})")) == 2);
  CHECK(StatementsOf(Parsed(R"({"findAndModify": "c"})")) == 1);
  CHECK(StatementsOf(Parsed(R"({"ping": 1})")) == 1);
}

}  // namespace meerkat::server
