#include "query/match/id_filter.h"

#include <meerkat/json.h>

#include <string>

#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

// What a filter asks for: "all", the value of _id, or the error's code.
std::string Parsed(std::string_view json) {
  const StatusOr<Document> filter = ParseJson(json);
  REQUIRE(filter.ok());
  const StatusOr<IdFilter> parsed = ParseIdFilter(*filter);
  if (!parsed.ok()) return ErrorName(ErrorCodeOf(parsed.status()));
  return parsed->matches_all() ? "all" : ToJson(parsed->id);
}

TEST_CASE("an empty filter matches all") { CHECK(Parsed("{}") == "all"); }

TEST_CASE("equality on _id is recognised in each of its forms") {
  CHECK(Parsed(R"({"_id": 5})") == "5");
  CHECK(Parsed(R"({"_id": {"$eq": 5}})") == "5");
  CHECK(Parsed(R"({"_id": {"a": 1}})") == R"({"a":1})");
  CHECK(Parsed(R"({"_id": {}})") == "{}");
  CHECK(Parsed(R"({"_id": null})") == "null");
  CHECK(Parsed(R"({"_id": [1]})") == "[1]");
  CHECK(Parsed(R"({"_id": {"$eq": {"$gt": 1}}})") == R"({"$gt":1})");
}

TEST_CASE("other filters are refused by name") {
  CHECK(Parsed(R"({"name": "x"})") == "NotImplemented");
  CHECK(Parsed(R"({"_id": {"$gt": 5}})") == "NotImplemented");
  CHECK(Parsed(R"({"_id": {"$eq": 5, "$gt": 1}})") == "NotImplemented");
  CHECK(Parsed(R"({"_id": 5, "name": "x"})") == "NotImplemented");
  CHECK(Parsed(R"({"_id": {"$regularExpression": )"
               R"({"pattern": "a", "options": ""}}})") == "NotImplemented");
  CHECK(Parsed(R"({"_id": {"$undefined": true}})") == "BadValue");
}

}  // namespace
}  // namespace meerkat::query
