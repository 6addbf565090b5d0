#include "query/plan/required_id.h"

#include <meerkat/json.h>

#include <memory>
#include <string>

#include "query/match/collate.h"
#include "query/match/parse.h"
#include "storage/bson/collator.h"
#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

// The _id as text, "none" when the filter does not say.
std::string Required(const std::string& filter,
                     const std::shared_ptr<const bson::Collator>& collator) {
  MatchNode root = *ParseFilter(*ParseJson(filter));
  Collate(root, collator);
  const Value* id = RequiredId(root);
  return id != nullptr ? ToString(*id) : "none";
}

std::string Required(const std::string& filter) {
  return Required(filter, nullptr);
}

TEST_CASE("an equality on _id requires it, wherever all must hold") {
  CHECK(Required(R"({"_id": 5})") == "5");
  CHECK(Required(R"({"_id": {"$eq": "x"}})") == "\"x\"");
  CHECK(Required(R"({"_id": null})") == "null");
  CHECK(Required(R"({"_id": {"a": 1}})") == R"({"a":1})");
  CHECK(Required(R"({"a": 1, "_id": 5})") == "5");
  CHECK(Required(R"({"$and": [{"a": 1}, {"$and": [{"_id": 5}]}]})") == "5");
}

TEST_CASE("anything else requires none") {
  CHECK(Required("{}") == "none");
  CHECK(Required(R"({"a": 5})") == "none");
  CHECK(Required(R"({"_id.a": 5})") == "none");
  CHECK(Required(R"({"_id": {"$gt": 5}})") == "none");
  CHECK(Required(R"({"_id": {"$ne": 5}})") == "none");
  CHECK(Required(R"({"_id": {"$in": [5, 6]}})") == "none");
  CHECK(Required(R"({"$or": [{"_id": 5}, {"_id": 6}]})") == "none");
  CHECK(Required(R"({"$nor": [{"_id": 5}]})") == "none");
}

TEST_CASE("under a collation several texts are equal") {
  if (!bson::Collator::HasLocales()) return;
  const auto collator = *bson::Collator::Make(Document{{"locale", "en"}});
  CHECK(Required(R"({"_id": "x"})", collator) == "none");
  CHECK(Required(R"({"_id": {"a": ["x"]}})", collator) == "none");
  CHECK(Required(R"({"_id": 5})", collator) == "5");
}

}  // namespace
}  // namespace meerkat::query
