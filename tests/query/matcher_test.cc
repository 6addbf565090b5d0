#include "query/match/matcher.h"

#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/json.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "query/match/parse.h"
#include "tests/catch.hpp"
#include "tests/support/fake_random.h"

namespace meerkat::query {
namespace {

Matcher MatcherOf(DocumentView filter) {
  StatusOr<MatchNode> node = ParseFilter(filter);
  INFO(node.status());
  REQUIRE(node.ok());
  return Matcher(*std::move(node));
}

Matcher MatcherOf(std::string_view filter) {
  return MatcherOf(*ParseJson(filter));
}

bool Matches(const Matcher& matcher, DocumentView document) {
  MatchContext context;
  return matcher.Matches(document, context);
}

// What `$` would stand for; "-" for nothing, "no match" without a match.
std::string MatchedItem(std::string_view filter, std::string_view json) {
  const Document document = *ParseJson(json);
  MatchContext context;
  if (!MatcherOf(filter).Matches(document, context)) return "no match";
  return context.matched_item.exists()
             ? std::string(context.matched_item.name())
             : "-";
}

// {f0: value, f1: value, ...}, from the last to the first.
Document Wide(int count, int value) {
  Builder document;
  for (int i = count - 1; i >= 0; --i) {
    document.Append(fmt::format("f{}", i), value);
  }
  return std::move(document).Finish();
}

Document Without(DocumentView document, std::string_view name) {
  Builder rest;
  for (const Element& field : document) {
    if (field.name() != name) rest.Append(field);
  }
  return std::move(rest).Finish();
}

TEST_CASE("a matcher without conditions matches everything, and knows it") {
  CHECK(MatcherOf("{}").matches_all());
  CHECK(MatcherOf(R"({"$and": [{}, {"$comment": 1}]})").matches_all());
  CHECK(Matches(MatcherOf("{}"), Document{{"a", 1}}));
  CHECK_FALSE(MatcherOf(R"({"a": 1})").matches_all());
  CHECK_FALSE(MatcherOf(R"({"$alwaysFalse": 1})").matches_all());
  CHECK_FALSE(MatcherOf(R"({"$or": [{}]})").matches_all());
}

TEST_CASE("a matcher keeps nothing of its filter, and copies share the tree") {
  std::optional<Document> filter =
      ParseJson(R"({"a": {"$in": ["some longer text than fits inline", 2]}})")
          .value();
  const Matcher matcher = MatcherOf(*filter);
  filter.reset();
  const Matcher copy = matcher;
  CHECK(&copy.root() == &matcher.root());
  CHECK(Matches(copy, Document{{"a", "some longer text than fits inline"}}));
  CHECK_FALSE(Matches(copy, Document{{"a", 3}}));
}

TEST_CASE("one walk serves conditions on any number of fields") {
  for (const int count : {1, 2, 63, 64, 65, 130}) {
    CAPTURE(count);
    const Matcher matcher = MatcherOf(Wide(count, 1));
    const Document document = Wide(count, 1);
    CHECK(Matches(matcher, document));
    CHECK(Matches(matcher, Wide(count + 3, 1)));
    CHECK_FALSE(Matches(matcher, Wide(count, 2)));
    for (int i = 0; i < count; ++i) {
      CHECK_FALSE(Matches(matcher, Without(document, fmt::format("f{}", i))));
    }
  }
}

TEST_CASE("conditions on what is missing are looked at too") {
  const Matcher matcher =
      MatcherOf(R"({"a": null, "b": {"$exists": false}, "c.d": {"$ne": 1}})");
  CHECK(Matches(matcher, Document{}));
  CHECK(Matches(matcher, Document{{"x", 1}}));
  CHECK_FALSE(Matches(matcher, Document{{"a", 1}}));
  CHECK_FALSE(Matches(matcher, Document{{"b", nullptr}}));
  CHECK_FALSE(Matches(matcher, Document{{"c", Document{{"d", 1}}}}));
}

TEST_CASE("of two fields with one name the first counts") {
  const Document twice{{"a", 1}, {"a", 2}};
  CHECK(Matches(MatcherOf(R"({"a": 1})"), twice));
  CHECK_FALSE(Matches(MatcherOf(R"({"a": 2})"), twice));
  CHECK(Matches(MatcherOf(R"({"$or": [{"a": 1}]})"), twice));
  CHECK_FALSE(Matches(MatcherOf(R"({"$or": [{"a": 2}]})"), twice));
}

TEST_CASE("several conditions on one field must all hold") {
  const Matcher matcher =
      MatcherOf(R"({"a.b": 1, "a": {"$exists": true}, "a.c": {"$gt": 2}})");
  CHECK(Matches(matcher, *ParseJson(R"({"a": {"b": 1, "c": 3}})")));
  CHECK_FALSE(Matches(matcher, *ParseJson(R"({"a": {"b": 1, "c": 2}})")));
  CHECK_FALSE(Matches(matcher, *ParseJson(R"({"a": {"b": 2, "c": 3}})")));
}

TEST_CASE("the item that satisfied a condition is noted") {
  CHECK(MatchedItem(R"({"a": 5})", R"({"a": [4, 5, 5]})") == "1");
  CHECK(MatchedItem(R"({"a": 5})", R"({"a": 5})") == "-");
  CHECK(MatchedItem(R"({"a": 6})", R"({"a": [4, 5]})") == "no match");
  CHECK(MatchedItem(R"({"a": [4, 5]})", R"({"a": [4, 5]})") == "-");
  CHECK(MatchedItem(R"({"a.b": 2})", R"({"a": [{"b": 1}, {"b": 2}]})") == "1");
  CHECK(MatchedItem(R"({"a.b": 2})", R"({"a": {"b": [0, 0, 2]}})") == "2");
  CHECK(MatchedItem(R"({"a": {"$elemMatch": {"b": 2}}})",
                    R"({"a": [{"b": 1}, 3, {"b": [0, 2]}]})") == "2");
  CHECK(MatchedItem(R"({"a": {"$elemMatch": {"$gt": 1, "$lt": 3}}})",
                    R"({"a": [4, 0, 2]})") == "2");
  CHECK(MatchedItem(R"({"x": 1, "a": {"$in": [7]}})",
                    R"({"a": [6, 7], "x": 1})") == "1");
}

TEST_CASE("the item is that of the outermost array") {
  CHECK(MatchedItem(R"({"a.b": 7})",
                    R"({"a": [{"b": []}, {"b": [5, 6, 7]}]})") == "1");
}

TEST_CASE("what does not hold notes no item") {
  constexpr std::string_view kDocument =
      R"({"a": [1, 2], "b": [{"c": [3, 4]}, {"c": [4]}], "d": 1})";
  // A part of each holds for an item, the whole does not.
  CHECK(MatchedItem(R"({"$or": [{"a": 2, "d": 2}, {"d": 1}]})", kDocument) ==
        "-");
  CHECK(MatchedItem(R"({"$nor": [{"a": 2, "d": 2}], "d": 1})", kDocument) ==
        "-");
  CHECK(MatchedItem(R"({"b": {"$not": {"$elemMatch": {"c": 3, "d": 1}}}})",
                    kDocument) == "-");
  CHECK(MatchedItem(R"({"$nor": [{"b": {"$elemMatch": {"c": 3, "d": 1}}}]})",
                    kDocument) == "-");
  CHECK(MatchedItem(R"({"$or": [{"d": 2}, {"a": 2}]})", kDocument) == "1");
}

TEST_CASE("each document begins without an item") {
  const Matcher matcher = MatcherOf(R"({"a": 5})");
  const Document array = *ParseJson(R"({"a": [5]})");
  const Document scalar = *ParseJson(R"({"a": 5})");
  MatchContext context;
  CHECK(matcher.Matches(array, context));
  CHECK(context.matched_item.exists());
  CHECK(matcher.Matches(scalar, context));
  CHECK_FALSE(context.matched_item.exists());
}

TEST_CASE("a regular expression that takes too long is an error, not a match") {
  const Document document{{"a", std::string(60, 'a')}};
  for (const std::string_view filter :
       {R"({"a": {"$regex": "(a+)+[bc]"}})",
        R"({"a": {"$not": {"$regex": "(a+)+[bc]"}}})",
        R"({"$nor": [{"a": {"$regex": "(a+)+[bc]"}}]})",
        R"({"a": {"$nin": [{"$regularExpression":
            {"pattern": "(a+)+[bc]", "options": ""}}]}})"}) {
    INFO(filter);
    MatchContext context;
    CHECK_FALSE(MatcherOf(filter).Matches(document, context));
    CHECK(ErrorCodeOf(context.error) == ErrorCode::kRegexMatchFailed);
  }
}

TEST_CASE("$sampleRate matches its share of documents") {
  const Matcher matcher = MatcherOf(R"({"$sampleRate": 0.25})");
  testing::FakeRandom random;
  MatchContext context;
  context.random = &random;
  int matching = 0;
  for (int i = 0; i < 10000; ++i) {
    matching += matcher.Matches(Document{}, context);
  }
  CHECK(matching > 2300);
  CHECK(matching < 2700);
}

// A document with an array of 100,000 numbers.
Document LargeDocument() {
  Builder builder;
  builder.OpenArray("a");
  for (int i = 0; i < 100000; ++i) builder.Append(std::to_string(i), i);
  builder.Close();
  return std::move(builder).Finish();
}

TEST_CASE("matching one document ends when it is told to") {
  const Document document = LargeDocument();
  for (
      const char* filter :
      {R"({"a": {"$gt": 200000}})", R"({"a": {"$elemMatch": {"$lt": 0}}})",
       R"({"$or": [{"a": {"$lt": 0}}, {"a": {"$gt": 200000}}]})",
       R"({"$nor": [{"a": {"$lt": 0}}]})",
       R"({"$jsonSchema": {"properties": {"a": {"items": {"minimum": 0}}}}})"}) {
    INFO(filter);
    MatchContext context;
    int asked = 0;
    context.interrupt = [&] {
      return ++asked < 3 ? absl::OkStatus()
                         : MakeError(ErrorCode::kMaxTimeMSExpired, "enough");
    };
    const Matcher matcher = MatcherOf(std::string_view(filter));
    CHECK_FALSE(matcher.Matches(document, context));
    CHECK(ErrorCodeOf(context.error) == ErrorCode::kMaxTimeMSExpired);
    CHECK(asked == 3);
  }
}

}  // namespace
}  // namespace meerkat::query
