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

// {$geoWithin: {$polygon: [...]}} with 100,000 corners.
Document LargePolygon() {
  Builder filter;
  filter.OpenDocument("a").OpenDocument("$geoWithin").OpenArray("$polygon");
  for (int i = 0; i < 100000; ++i) {
    filter.AppendItem(Array{i, i % 2 == 0 ? 0 : 1});
  }
  filter.Close().Close().Close();
  return std::move(filter).Finish();
}

TEST_CASE("a shape of many positions is looked at in many steps") {
  const Matcher matcher = MatcherOf(LargePolygon());
  MatchContext context;
  int asked = 0;
  context.interrupt = [&] {
    ++asked;
    return absl::OkStatus();
  };
  CHECK_FALSE(matcher.Matches(*ParseJson(R"({"a": [-1, -1]})"), context));
  CHECK(asked >= 5);
  context.interrupt = [] {
    return MakeError(ErrorCode::kMaxTimeMSExpired, "enough");
  };
  CHECK_FALSE(matcher.Matches(*ParseJson(R"({"a": [0, 0]})"), context));
  CHECK(ErrorCodeOf(context.error) == ErrorCode::kMaxTimeMSExpired);
}

}  // namespace
}  // namespace meerkat::query
