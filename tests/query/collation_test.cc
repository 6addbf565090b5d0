// How far a collation reaches into filters, expressions, sorts, projections and
// distinct values. What it says of texts is in storage/bson/collation_test.cc.
#include <meerkat/json.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "query/exec/distinct_values.h"
#include "query/expression/expression.h"
#include "query/match/collate.h"
#include "query/match/matcher.h"
#include "query/match/matches.h"
#include "query/match/normalize.h"
#include "query/match/parse.h"
#include "query/projection/projection.h"
#include "query/sort/sort_key.h"
#include "query/sort/sort_key_values.h"
#include "storage/bson/collator.h"
#include "tests/catch.hpp"
#include "tests/support/fake_random.h"
#include "tests/support/icu.h"
#include "tests/support/parsed_json.h"

namespace meerkat::query {
namespace {

using testing::FakeRandom;
using testing::LacksIcu;
using testing::Parsed;
using SharedCollator = std::shared_ptr<const bson::Collator>;

// Case does not count.
constexpr std::string_view kNoCase = R"({"locale": "en", "strength": 2})";

SharedCollator Made(std::string_view json = kNoCase) {
  StatusOr<SharedCollator> made = bson::Collator::Make(Parsed(json));
  INFO(json << ": " << made.status());
  REQUIRE(made.ok());
  return *std::move(made);
}

MatchNode NodeOf(std::string_view filter) {
  StatusOr<MatchNode> node = ParseFilter(Parsed(filter));
  INFO(filter << ": " << node.status());
  REQUIRE(node.ok());
  return *std::move(node);
}

bool Matches(const Matcher& matcher, DocumentView document,
             const bson::Collator* collator) {
  FakeRandom random;
  EvaluationContext evaluation(Date{0}, &random);
  evaluation.set_collator(collator);
  MatchContext context;
  context.random = &random;
  context.evaluation = &evaluation;
  const bool matches = matcher.Matches(document, context);
  CHECK(Evaluate(matcher.root(), document, context) == matches);
  CHECK(context.error.ok());
  return matches;
}

struct Row {
  std::string_view filter;
  std::string_view document;
  bool by_bytes;
  bool by_collation;
};

TEST_CASE("predicates that compare values compare texts by the collation") {
  if (LacksIcu()) return;
  constexpr Row kRows[] = {
      {R"({"a": "X"})", R"({"a": "x"})", false, true},
      {R"({"a": "X"})", R"({"a": {"$symbol": "x"}})", false, true},
      {R"({"a": "X"})", R"({"a": ["y", "x"]})", false, true},
      {R"({"a": ["X"]})", R"({"a": ["x"]})", false, true},
      {R"({"a": {"b": "X"}})", R"({"a": {"b": "x"}})", false, true},
      {R"({"a": {"b": "X"}})", R"({"a": {"B": "X"}})", false, false},
      {R"({"a.b": "X"})", R"({"a": [{"b": 1}, {"b": "x"}]})", false, true},
      {R"({"a": {"$gt": "b"}})", R"({"a": "C"})", false, true},
      {R"({"a": {"$gt": "B"}})", R"({"a": "a"})", true, false},
      {R"({"a": {"$gte": "X"}})", R"({"a": "x"})", true, true},
      {R"({"a": {"$lte": "X"}})", R"({"a": "x"})", false, true},
      {R"({"a": {"$lt": "X"}})", R"({"a": "x"})", false, false},
      {R"({"a": {"$gt": "a"}})", R"({"a": 5})", false, false},
      {R"({"a": {"$lt": {"b": "X"}}})", R"({"a": {"b": "w"}})", false, true},
      {R"({"a": {"$ne": "X"}})", R"({"a": "x"})", true, false},
      {R"({"a": {"$not": {"$eq": "X"}}})", R"({"a": "x"})", true, false},
      {R"({"a": {"$in": ["Y", "X", 1]}})", R"({"a": "x"})", false, true},
      {R"({"a": {"$in": ["b", "C", "a", "B"]}})", R"({"a": "c"})", false, true},
      {R"({"a": {"$in": ["b", "B", null]}})", R"({})", true, true},
      {R"({"a": {"$nin": ["Y", "X"]}})", R"({"a": "x"})", true, false},
      {R"({"a": {"$all": ["X", "Y"]}})", R"({"a": ["y", "x"]})", false, true},
      {R"({"a": {"$elemMatch": {"$eq": "X"}}})", R"({"a": ["x"]})", false,
       true},
      {R"({"a": {"$elemMatch": {"b": {"$in": ["X"]}}}})",
       R"({"a": [{"b": "x"}]})", false, true},
      {R"({"$or": [{"a": 1}, {"a": "X"}]})", R"({"a": "x"})", false, true},
      {R"({"$or": [{"a": "B"}, {"a": "X"}]})", R"({"a": "x"})", false, true},
      {R"({"$nor": [{"a": "X"}]})", R"({"a": "x"})", true, false},
      {R"({"a": null})", R"({"a": null})", true, true},
      // These see the text itself.
      {R"({"a": {"$regex": "^X"}})", R"({"a": "x"})", false, false},
      {R"({"a": {"$in": [{"$regularExpression":)"
       R"( {"pattern": "^X", "options": ""}}]}})",
       R"({"a": "x"})", false, false},
      {R"({"a": {"$regularExpression": {"pattern": "A", "options": ""}}})",
       R"({"a": {"$regularExpression": {"pattern": "a", "options": ""}}})",
       false, false},
      {R"({"a": {"$code": "X"}})", R"({"a": {"$code": "x"}})", false, false},
      {R"({"$jsonSchema": {"properties": {"a": {"enum": ["X"]}}}})",
       R"({"a": "x"})", false, false},
      // Expressions ask their context.
      {R"({"$expr": {"$eq": ["$a", "X"]}})", R"({"a": "x"})", false, true},
      {R"({"$and": [{"$expr": {"$lte": ["$a", "X"]}}]})", R"({"a": "x"})",
       false, true},
  };
  const SharedCollator collator = Made();
  for (const Row& row : kRows) {
    INFO(row.filter << " of " << row.document);
    const Document document = Parsed(row.document);
    const Matcher by_bytes(NodeOf(row.filter));
    CHECK(Matches(by_bytes, document, nullptr) == row.by_bytes);
    const Matcher collated(NodeOf(row.filter), collator);
    CHECK(Matches(collated, document, collator.get()) == row.by_collation);
    const Matcher normal(Normalize(NodeOf(row.filter)), collator);
    CHECK(Matches(normal, document, collator.get()) == row.by_collation);
  }
}

TEST_CASE("a tree takes another collator, or none again") {
  if (LacksIcu()) return;
  MatchNode node = NodeOf(R"({"a": {"$in": ["b", "C", "B", "a"]}})");
  const Document document = Parsed(R"({"a": "c"})");
  FakeRandom random;
  MatchContext context;
  context.random = &random;
  Collate(node, Made());
  CHECK(Evaluate(node, document, context));
  Collate(node, Made(R"({"locale": "en"})"));
  CHECK_FALSE(Evaluate(node, document, context));
  Collate(node, nullptr);
  CHECK_FALSE(Evaluate(node, document, context));
  CHECK(Evaluate(node, Parsed(R"({"a": "C"})"), context));
}

// --- expressions -------------------------------------------------------------

struct ExpressionRow {
  std::string_view expression;
  std::string_view by_bytes;
  std::string_view by_collation;
};

std::string EvaluateAs(std::string_view expression,
                       const bson::Collator* collator) {
  const Document holder = Parsed("{\"e\": " + std::string(expression) + "}");
  const StatusOr<Expression> parsed =
      ParseExpression(holder["e"], VariableNames());
  INFO(expression << ": " << parsed.status());
  REQUIRE(parsed.ok());
  FakeRandom random;
  EvaluationContext context(Date{0}, &random);
  context.set_collator(collator);
  const StatusOr<Value> value = Evaluate(*parsed, context);
  INFO(value.status());
  REQUIRE(value.ok());
  return ToJson(value->element());
}

TEST_CASE("expressions that compare values compare texts by the collation") {
  if (LacksIcu()) return;
  constexpr ExpressionRow kRows[] = {
      {R"({"$eq": ["a", "A"]})", "false", "true"},
      {R"({"$ne": ["a", "A"]})", "true", "false"},
      {R"({"$cmp": ["a", "A"]})", "1", "0"},
      {R"({"$cmp": ["a", "B"]})", "1", "-1"},
      {R"({"$lt": ["a", "B"]})", "false", "true"},
      {R"({"$lte": ["b", "B"]})", "false", "true"},
      {R"({"$gt": ["a", "B"]})", "true", "false"},
      {R"({"$gte": ["B", "b"]})", "false", "true"},
      {R"({"$eq": [["a"], ["A"]]})", "false", "true"},
      {R"({"$eq": [{"x": "a"}, {"x": "A"}]})", "false", "true"},
      {R"({"$eq": [{"x": "a"}, {"X": "a"}]})", "false", "false"},
      {R"({"$in": ["a", ["b", "A"]]})", "false", "true"},
      {R"({"$indexOfArray": [["b", "A"], "a"]})", "-1", "1"},
      {R"({"$setEquals": [["a", "B"], ["b", "A", "a"]]})", "false", "true"},
      {R"({"$setUnion": [["a", "B"], ["b", "A"]]})", R"(["A","B","a","b"])",
       R"(["a","B"])"},
      {R"({"$setIntersection": [["a", "c"], ["A"]]})", "[]", R"(["a"])"},
      {R"({"$setDifference": [["a", "b", "B"], ["A"]]})", R"(["a","b","B"])",
       R"(["b"])"},
      {R"({"$setIsSubset": [["a"], ["A", "b"]]})", "false", "true"},
      {R"({"$sortArray": {"input": ["b", "A", "B", "a"], "sortBy": 1}})",
       R"(["A","B","a","b"])", R"(["A","a","b","B"])"},
      {R"({"$sortArray": {"input": [{"k": "b"}, {"k": "A"}, {"k": "C"}],
           "sortBy": {"k": -1}}})",
       R"([{"k":"b"},{"k":"C"},{"k":"A"}])",
       R"([{"k":"C"},{"k":"b"},{"k":"A"}])"},
      {R"({"$maxN": {"n": 1, "input": ["a", "B"]}})", R"(["a"])", R"(["B"])"},
      {R"({"$minN": {"n": 1, "input": ["a", "B"]}})", R"(["B"])", R"(["a"])"},
      {R"({"$filter": {"input": ["a", "B"], "cond": {"$eq": ["$$this", "A"]}}})",
       "[]", R"(["a"])"},
      {R"({"$switch": {"branches": [{"case": {"$eq": ["a", "A"]}, "then": 1}],
           "default": 2}})",
       "2", "1"},
      // These look at bytes or code points.
      {R"({"$strcasecmp": ["é", "É"]})", "1", "1"},
      {R"({"$indexOfCP": ["aB", "b"]})", "-1", "-1"},
      {R"({"$indexOfBytes": ["aB", "b"]})", "-1", "-1"},
      {R"({"$split": ["aXb", "x"]})", R"(["aXb"])", R"(["aXb"])"},
      {R"({"$replaceAll": {"input": "aXb", "find": "x", "replacement": ""}})",
       R"("aXb")", R"("aXb")"},
      {R"({"$regexMatch": {"input": "aXb", "regex": "x"}})", "false", "false"},
      {R"({"$toLower": "É"})", R"("É")", R"("É")"},
  };
  const SharedCollator collator = Made();
  for (const ExpressionRow& row : kRows) {
    INFO(row.expression);
    CHECK(EvaluateAs(row.expression, nullptr) == row.by_bytes);
    CHECK(EvaluateAs(row.expression, collator.get()) == row.by_collation);
  }
}

// --- sorts -------------------------------------------------------------------

std::string KeyOf(std::string_view pattern, std::string_view document,
                  const SharedCollator& collator) {
  const SortKeyGenerator generator(*SortPattern::Parse(Parsed(pattern)),
                                   SortKeyGenerator::EncoderFor(collator));
  std::string key;
  const Status status = generator.Generate(Parsed(document), key);
  INFO(document << ": " << status);
  REQUIRE(status.ok());
  return key;
}

TEST_CASE("sort keys order texts by the collation, and all else as ever") {
  if (LacksIcu()) return;
  const SharedCollator collator = Made();
  // Each below the next.
  const std::vector<std::string_view> ascending = {
      R"({})",
      R"({"a": 7})",
      R"({"a": "A"})",
      R"({"a": ["aa", "B"]})",
      R"({"a": "ab"})",
      R"({"a": "B"})",
      R"({"a": {"x": "a"}})",
      R"({"a": {"x": "B"}})",
      R"({"a": true})",
  };
  for (const std::string_view pattern : {R"({"a": 1})", R"({"a": -1})"}) {
    const bool is_ascending = pattern == R"({"a": 1})";
    for (size_t i = 0; i + 1 < ascending.size(); ++i) {
      // Descending, an array counts by its greatest item.
      if (!is_ascending && (i == 2 || i == 3)) continue;
      INFO(pattern << " " << ascending[i]);
      CHECK((KeyOf(pattern, ascending[i], collator) <
             KeyOf(pattern, ascending[i + 1], collator)) == is_ascending);
    }
  }
  CHECK(KeyOf(R"({"a": 1})", R"({"a": "x"})", collator) ==
        KeyOf(R"({"a": 1})", R"({"a": "X"})", collator));
  CHECK(KeyOf(R"({"a": -1})", R"({"a": [{"$symbol": "x"}, "W"]})", collator) ==
        KeyOf(R"({"a": -1})", R"({"a": "X"})", collator));
  CHECK(KeyOf(R"({"a": 1, "b": 1})", R"({"a": "x", "b": 1})", collator) <
        KeyOf(R"({"a": 1, "b": 1})", R"({"a": "X", "b": 2})", collator));
}

TEST_CASE("the values that a document sorts by are the texts themselves") {
  if (LacksIcu()) return;
  SortKeyValues values(*SortPattern::Parse(Parsed(R"({"a": 1, "b": -1})")),
                       Made());
  const auto first = values.Of(Parsed(R"({"a": ["b", "A", "C"], "b": 5})"));
  REQUIRE(first.ok());
  CHECK(ToJson(first->element()) == R"(["A",5])");
  // The same key, made of other values.
  const auto second = values.Of(Parsed(R"({"a": "a", "b": 5.0})"));
  REQUIRE(second.ok());
  CHECK(ToJson(second->element()) == R"(["a",5.0])");
}

// --- projections and distinct values -----------------------------------------

TEST_CASE("$elemMatch of a projection compares texts by the collation") {
  if (LacksIcu()) return;
  const Document document =
      Parsed(R"({"l": [{"k": "Red", "n": 1}, {"k": "blue", "n": 2}]})");
  const auto projected = [&](const SharedCollator& collator) {
    const auto projection =
        Projection::Parse(Parsed(R"({"l": {"$elemMatch": {"k": "BLUE"}}})"),
                          ProjectionUse::kFind, VariableNames(), collator);
    REQUIRE(projection.ok());
    FakeRandom random;
    ProjectionContext context(Date{0}, &random);
    return ToJson(projection->Apply(document, context).value());
  };
  CHECK(projected(nullptr) == "{}");
  CHECK(projected(Made()) == R"({"l":[{"k":"blue","n":2}]})");
}

TEST_CASE("distinct values that a collation calls equal are one, the first") {
  if (LacksIcu()) return;
  const auto distinct = [](const SharedCollator& collator) {
    DistinctValues values("a", collator);
    for (const std::string_view document :
         {R"({"a": "b"})", R"({"a": ["B", "a", "A", 5]})",
          R"({"a": {"x": "q"}})", R"({"a": {"x": "Q"}})", R"({"a": 5.0})"}) {
      REQUIRE(values.Add(Parsed(document)).ok());
    }
    return ToJson(Value(Array(values.Take())).element());
  };
  CHECK(distinct(nullptr) == R"([5,"A","B","a","b",{"x":"Q"},{"x":"q"}])");
  CHECK(distinct(Made()) == R"([5,"a","b",{"x":"q"}])");
}

}  // namespace
}  // namespace meerkat::query
