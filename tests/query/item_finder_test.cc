#include "query/match/item_finder.h"

#include <meerkat/json.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "query/match/matcher.h"
#include "query/match/parse.h"
#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::query {
namespace {

using testing::Parsed;

MatchNode FilterOf(std::string_view json) {
  StatusOr<MatchNode> node = ParseFilter(Parsed(json));
  INFO(json << ": " << node.status());
  REQUIRE(node.ok());
  return *std::move(node);
}

// The item that `$` stands for; "-" for none.
std::string ItemOf(std::string_view filter, std::string_view json) {
  const Document document = Parsed(json);
  const MatchNode root = FilterOf(filter);
  MatchContext context;
  INFO(filter);
  REQUIRE(Matcher(root).Matches(document, context));
  const std::optional<uint32_t> position =
      ItemFinder(root).Find(document, context);
  CHECK(context.error.ok());
  return position.has_value() ? std::to_string(*position) : "-";
}

TEST_CASE("the item that satisfied a condition is found") {
  CHECK(ItemOf(R"({"a": 5})", R"({"a": [4, 5, 5]})") == "1");
  CHECK(ItemOf(R"({"a": 5})", R"({"a": 5})") == "-");
  CHECK(ItemOf(R"({"a": [4, 5]})", R"({"a": [4, 5]})") == "-");
  CHECK(ItemOf(R"({"a": {"$in": [7, [4, 5]]}})", R"({"a": [4, 5]})") == "-");
  CHECK(ItemOf(R"({"a": {"$size": 2}})", R"({"a": [4, 5]})") == "-");
  CHECK(ItemOf(R"({"a": {"$exists": true}})", R"({"a": [4, 5]})") == "-");
  CHECK(ItemOf(R"({"a.0": 4})", R"({"a": [4, 5]})") == "-");
  CHECK(ItemOf(R"({"a.b": 2})", R"({"a": [{"b": 1}, {"b": 2}]})") == "1");
  CHECK(ItemOf(R"({"a.b": 2})", R"({"a": {"b": [0, 0, 2]}})") == "2");
  CHECK(ItemOf(R"({"a": {"$elemMatch": {"b": 2}}})",
               R"({"a": [{"b": 1}, 3, {"b": [0, 2]}]})") == "2");
  CHECK(ItemOf(R"({"a": {"$elemMatch": {"$gt": 1, "$lt": 3}}})",
               R"({"a": [4, 0, 2]})") == "2");
  CHECK(ItemOf(R"({"x": 1, "a": {"$in": [7]}})", R"({"a": [6, 7], "x": 1})") ==
        "1");
}

TEST_CASE("the item is that of the outermost array") {
  CHECK(ItemOf(R"({"a.b": 7})", R"({"a": [{"b": []}, {"b": [5, 6, 7]}]})") ==
        "1");
  CHECK(ItemOf(R"({"a.b": {"$elemMatch": {"c": 7}}})",
               R"({"a": [{"b": [1, {"c": 6}]}, {"b": [5, 6, {"c": 7}]}]})") ==
        "1");
}

TEST_CASE("of several conditions on arrays the last says which item") {
  constexpr std::string_view kDocument =
      R"({"a": [1, 2, 3, 4, 5], "b": [5, 6, 7]})";
  // By operator: $lt before $gt, equality before both, $in after them.
  CHECK(ItemOf(R"({"a": {"$gt": 1, "$lt": 5}})", kDocument) == "1");
  CHECK(ItemOf(R"({"$and": [{"a": {"$lt": 5}}, {"a": {"$gt": 1}}]})",
               kDocument) == "1");
  CHECK(ItemOf(R"({"a": {"$gt": 2, "$eq": 1}})", kDocument) == "2");
  CHECK(ItemOf(R"({"a": {"$in": [4, 5], "$gte": 3}})", kDocument) == "3");
  CHECK(ItemOf(R"({"a": {"$in": [4], "$gte": 3}})", kDocument) == "2");
  CHECK(ItemOf(R"({"a": {"$gte": 3, "$elemMatch": {"$lt": 2}}})", kDocument) ==
        "2");
  // By path among the same, wherever the fields stand in the document.
  CHECK(ItemOf(R"({"b": 7, "a": 1})", kDocument) == "2");
  CHECK(ItemOf(R"({"a": 1, "b": 7})", kDocument) == "2");
  // As written where that is all there is.
  CHECK(ItemOf(R"({"a": {"$all": [3, 5]}})", kDocument) == "4");
  CHECK(ItemOf(R"({"a": {"$all": [5, 3]}})", kDocument) == "2");
  // What looks at no array does not count.
  CHECK(ItemOf(R"({"a": {"$gt": 2}, "c": {"$in": [null, 1]}})", kDocument) ==
        "2");
}

TEST_CASE("what may hold or not says nothing") {
  constexpr std::string_view kDocument =
      R"({"a": [1, 2], "b": [{"c": [3, 4]}, {"c": [4]}], "d": 1})";
  for (const std::string_view filter : {
           R"({"$or": [{"a": 2}, {"d": 1}]})",
           R"({"$or": [{"a": 2}, {"d": 2}]})",
           R"({"$or": [{"a": 2, "d": 1}, {"d": 2}]})",
           R"({"$or": [{"a": {"$gt": 1}}, {"a": 2}]})",
           R"({"$nor": [{"a": 7}]})",
           R"({"$nor": [{"a": 2, "d": 2}], "d": 1})",
           R"({"a": {"$not": {"$lt": 0}}})",
           R"({"a": {"$ne": 7}})",
           R"({"b": {"$not": {"$elemMatch": {"c": 3, "d": 1}}}})",
           R"({"$nor": [{"b": {"$elemMatch": {"c": 3, "d": 1}}}]})",
       }) {
    CHECK(ItemOf(filter, kDocument) == "-");
  }
}

TEST_CASE("what comes to one condition says it") {
  constexpr std::string_view kDocument = R"({"a": [1, 2, 3], "d": 1})";
  CHECK(ItemOf(R"({"$or": [{"a": 2}]})", kDocument) == "1");
  CHECK(ItemOf(R"({"$or": [{"a": 2, "d": 1}]})", kDocument) == "1");
  // The same as {$in: [2, 3]}, and {$in: [7, 2]}.
  CHECK(ItemOf(R"({"$or": [{"a": 3}, {"a": 2}]})", kDocument) == "1");
  CHECK(ItemOf(R"({"$or": [{"a": 7}, {"a": 2}]})", kDocument) == "1");
  CHECK(ItemOf(R"({"$nor": [{"$nor": [{"a": 2}]}]})", kDocument) == "1");
  CHECK(ItemOf(R"({"a": {"$not": {"$not": {"$gt": 1}}}})", kDocument) == "1");
}

TEST_CASE("each document begins without an item") {
  const MatchNode root = FilterOf(R"({"a": 5})");
  const ItemFinder finder(root);
  MatchContext context;
  CHECK(finder.Find(Parsed(R"({"a": [5]})"), context) == 0);
  CHECK(finder.Find(Parsed(R"({"a": 5})"), context) == std::nullopt);
}

TEST_CASE("a search that is given up finds no item") {
  const MatchNode root = FilterOf(R"({"a": {"$regex": "(a+)+[bc]"}})");
  MatchContext context;
  const Document document{{"a", Array{"b", std::string(60, 'a')}}};
  CHECK(ItemFinder(root).Find(document, context) == std::nullopt);
  CHECK(ErrorCodeOf(context.error) == ErrorCode::kRegexMatchFailed);
}

}  // namespace
}  // namespace meerkat::query
