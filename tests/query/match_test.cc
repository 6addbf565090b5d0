// What each operator says of a missing field, of null, of a scalar, of arrays
// and of documents; and what each refuses to be given.
#include <fmt/format.h>
#include <meerkat/json.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/match/matcher.h"
#include "query/match/matches.h"
#include "query/match/parse.h"
#include "tests/catch.hpp"
#include "tests/support/fake_random.h"
#include "tests/support/match_reference.h"
#include "tests/support/parsed_json.h"

namespace meerkat::query {
namespace {

using testing::Parsed;

struct Named {
  std::string_view name;
  std::string_view json;
};

constexpr Named kDocuments[] = {
    {"missing", R"({})"},
    {"null", R"({"a": null})"},
    {"int", R"({"a": 1})"},
    {"text", R"({"a": "x"})"},
    {"array", R"({"a": [1, "x", null]})"},
    {"nested", R"({"a": [[1, 5]]})"},
    {"empty", R"({"a": []})"},
    {"object", R"({"a": {"b": 1}})"},
    {"objects", R"({"a": [{"b": 1}, {"b": [7]}, 3]})"},
};
constexpr std::string_view kAll =
    "missing null int text array nested empty object objects";

Matcher MatcherOf(std::string_view filter) {
  StatusOr<MatchNode> node = ParseFilter(Parsed(filter));
  INFO(filter << ": " << node.status());
  REQUIRE(node.ok());
  return Matcher(*std::move(node));
}

// The answer of Matcher, which node by node and the reference must be the same.
bool Matches(std::string_view filter, std::string_view json) {
  testing::FakeRandom random;
  MatchContext context;
  context.random = &random;
  const Matcher matcher = MatcherOf(filter);
  const Document document = Parsed(json);
  const bool matches = matcher.Matches(document, context);
  CHECK(Evaluate(matcher.root(), document, context) == matches);
  CHECK(testing::ReferenceMatches(Parsed(filter), document) == matches);
  CHECK(context.error.ok());
  return matches;
}

// The names of those of kDocuments that match.
std::string Matching(std::string_view filter) {
  std::string names;
  for (const Named& document : kDocuments) {
    INFO(filter << " of " << document.json);
    if (!Matches(filter, document.json)) continue;
    if (!names.empty()) names += ' ';
    names += document.name;
  }
  return names;
}

struct Row {
  std::string_view filter;
  std::string_view matching;
};

void CheckRows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.filter);
    CHECK(Matching(row.filter) == row.matching);
  }
}

TEST_CASE("$eq equals the value, the array or one of its items") {
  CheckRows({
      {R"({"a": 1})", "int array"},
      {R"({"a": {"$eq": 1.0}})", "int array"},
      {R"({"a": {"$numberDecimal": "1.00"}})", "int array"},
      {R"({"a": "x"})", "text array"},
      {R"({"a": {"$symbol": "x"}})", "text array"},
      {R"({"a": null})", "missing null array"},
      {R"({"a": {"$eq": null}})", "missing null array"},
      {R"({"a": [1, 5]})", "nested"},
      {R"({"a": [[1, 5]]})", "nested"},
      {R"({"a": [5, 1]})", ""},
      {R"({"a": []})", "empty"},
      {R"({"a": {"b": 1}})", "object objects"},
      {R"({"a": {}})", ""},
      {R"({"b": 1})", ""},
      {R"({"b": null})", kAll},
  });
}

TEST_CASE("$ne is what $eq is not") {
  CheckRows({
      {R"({"a": {"$ne": 1}})", "missing null text nested empty object objects"},
      {R"({"a": {"$ne": null}})", "int text nested empty object objects"},
      {R"({"a": {"$ne": [1, 5]}})",
       "missing null int text array empty object objects"},
      {R"({"b": {"$ne": 1}})", kAll},
  });
}

TEST_CASE("$gt, $gte, $lt and $lte compare values of one kind") {
  CheckRows({
      {R"({"a": {"$gt": 0}})", "int array objects"},
      {R"({"a": {"$gt": 1}})", "objects"},
      {R"({"a": {"$gte": 1}})", "int array objects"},
      {R"({"a": {"$lt": 1}})", ""},
      {R"({"a": {"$lte": 1}})", "int array"},
      {R"({"a": {"$lt": "y"}})", "text array"},
      {R"({"a": {"$gt": "x"}})", ""},
      {R"({"a": {"$gt": {"b": 0}}})", "object objects"},
      {R"({"a": {"$lt": {"b": 1}}})", ""},
      {R"({"a": {"$gt": false}})", ""},
  });
}

TEST_CASE("a range may be met by two items of an array") {
  CheckRows({
      {R"({"a": {"$gt": 1, "$lt": 3}})", ""},
      {R"({"a": {"$gte": 3, "$type": "object"}})", "objects"},
  });
  CHECK(Matches(R"({"a": {"$gt": 5, "$lt": 3}})", R"({"a": [1, 7]})"));
}

TEST_CASE("null is neither more nor less than null or missing") {
  CheckRows({
      {R"({"a": {"$gte": null}})", "missing null array"},
      {R"({"a": {"$lte": null}})", "missing null array"},
      {R"({"a": {"$gt": null}})", ""},
      {R"({"a": {"$lt": null}})", ""},
  });
}

TEST_CASE("an array as operand is compared with whole arrays") {
  CheckRows({
      {R"({"a": {"$gt": [1]}})", "array nested objects"},
      {R"({"a": {"$lt": [1, 6]}})", "nested empty"},
      {R"({"a": {"$gte": []}})", "array nested empty objects"},
      {R"({"a": {"$lt": []}})", ""},
  });
}

TEST_CASE("MinKey and MaxKey are compared with everything") {
  CheckRows({
      {R"({"a": {"$gt": {"$minKey": 1}}})", kAll},
      {R"({"a": {"$gte": {"$minKey": 1}}})", kAll},
      {R"({"a": {"$lt": {"$minKey": 1}}})", ""},
      {R"({"a": {"$lte": {"$minKey": 1}}})", ""},
      {R"({"a": {"$eq": {"$minKey": 1}}})", ""},
      {R"({"a": {"$lt": {"$maxKey": 1}}})", kAll},
      {R"({"a": {"$lte": {"$maxKey": 1}}})", kAll},
      {R"({"a": {"$gt": {"$maxKey": 1}}})", ""},
      {R"({"a": {"$gte": {"$maxKey": 1}}})", ""},
      {R"({"a": {"$ne": {"$maxKey": 1}}})", kAll},
  });
  CHECK(Matches(R"({"a": {"$minKey": 1}})", R"({"a": {"$minKey": 1}})"));
  CHECK(Matches(R"({"a": {"$lte": {"$minKey": 1}}})",
                R"({"a": {"$minKey": 1}})"));
  CHECK_FALSE(
      Matches(R"({"a": {"$lt": {"$maxKey": 1}}})", R"({"a": {"$maxKey": 1}})"));
}

TEST_CASE("each kind of value is compared with its own only") {
  constexpr std::string_view kValues[] = {
      "null",
      "7",
      R"("x")",
      R"({"b": 1})",
      R"([{"$minKey": 1}])",
      R"({"$binary": {"base64": "AQ==", "subType": "00"}})",
      R"({"$oid": "0123456789abcdef01234567"})",
      "true",
      R"({"$date": "2020-01-01T00:00:00Z"})",
      R"({"$timestamp": {"t": 1, "i": 1}})",
      R"({"$dbPointer": {"$ref": "b",
          "$id": {"$oid": "0123456789abcdef01234567"}}})",
      R"({"$code": "x"})",
      R"({"$code": "x", "$scope": {}})",
  };
  for (const std::string_view operand : kValues) {
    for (const std::string_view value : kValues) {
      const std::string document = fmt::format(R"({{"a": {}}})", value);
      for (const char* name : {"$gte", "$lte", "$eq", "$gt", "$lt"}) {
        const std::string filter =
            fmt::format(R"({{"a": {{"{}": {}}}}})", name, operand);
        INFO(filter << " of " << document);
        const bool allows_equal = std::string_view(name).back() != 't';
        CHECK(Matches(filter, document) == (allows_equal && value == operand));
      }
    }
  }
}

TEST_CASE("NaN equals NaN and is neither above nor below any number") {
  constexpr std::string_view kDouble = R"({"$numberDouble": "NaN"})";
  constexpr std::string_view kDecimal = R"({"$numberDecimal": "NaN"})";
  struct {
    std::string_view name;
    bool equals;
  } const rows[] = {{"$eq", true},
                    {"$gte", true},
                    {"$lte", true},
                    {"$gt", false},
                    {"$lt", false}};
  for (const auto& [name, equals] : rows) {
    for (const std::string_view operand : {kDouble, kDecimal}) {
      const std::string filter =
          fmt::format(R"({{"a": {{"{}": {}}}}})", name, operand);
      for (const std::string_view value : {kDouble, kDecimal}) {
        CHECK(Matches(filter, fmt::format(R"({{"a": {}}})", value)) == equals);
      }
      CHECK_FALSE(Matches(filter, R"({"a": 1})"));
      CHECK_FALSE(Matches(filter, R"({"a": {"$numberDouble": "-Infinity"}})"));
    }
  }
  CHECK_FALSE(
      Matches(R"({"a": {"$lt": 1}})", R"({"a": {"$numberDouble": "NaN"}})"));
  CHECK_FALSE(Matches(R"({"a": {"$gte": {"$numberDouble": "-Infinity"}}})",
                      R"({"a": {"$numberDecimal": "NaN"}})"));
  CHECK(Matches(R"({"a": {"$in": [{"$numberDouble": "NaN"}]}})",
                R"({"a": {"$numberDecimal": "NaN"}})"));
}

TEST_CASE("numbers of all types are one line") {
  constexpr std::string_view kBeyondDouble =
      R"({"a": {"$numberLong": "9007199254740993"}})";
  CHECK_FALSE(Matches(R"({"a": 9007199254740992.0})", kBeyondDouble));
  CHECK(Matches(R"({"a": {"$gt": 9007199254740992.0}})", kBeyondDouble));
  CHECK(Matches(R"({"a": {"$numberDecimal": "9007199254740993"}})",
                kBeyondDouble));
  CHECK(
      Matches(R"({"a": {"$lt": 0.1}})", R"({"a": {"$numberDecimal": "0.1"}})"));
  CHECK(Matches(R"({"a": 0})", R"({"a": -0.0})"));
  CHECK(Matches(R"({"a": 0.0})", R"({"a": {"$numberDecimal": "-0E+3"}})"));
}

TEST_CASE("undefined is not null, but it is there") {
  constexpr std::string_view kUndefined = R"({"a": {"$undefined": true}})";
  CHECK_FALSE(Matches(R"({"a": null})", kUndefined));
  CHECK_FALSE(Matches(R"({"a": {"$in": [null]}})", kUndefined));
  CHECK_FALSE(Matches(R"({"a": {"$gte": null}})", kUndefined));
  CHECK(Matches(R"({"a": {"$exists": true}})", kUndefined));
  CHECK(Matches(R"({"a": {"$type": "undefined"}})", kUndefined));
}

TEST_CASE("$in equals one of a list, $nin none") {
  CheckRows({
      {R"({"a": {"$in": [1, "y"]}})", "int array"},
      {R"({"a": {"$in": [null]}})", "missing null array"},
      {R"({"a": {"$in": [[1, 5]]}})", "nested"},
      {R"({"a": {"$in": [[]]}})", "empty"},
      {R"({"a": {"$in": [{"b": 1}, 8]}})", "object objects"},
      {R"({"a": {"$in": []}})", ""},
      {R"({"a": {"$in": [{"$regularExpression":
          {"pattern": "^X", "options": "i"}}]}})",
       "text array"},
      {R"({"a": {"$nin": [1, "y"]}})",
       "missing null text nested empty object objects"},
      {R"({"a": {"$nin": [null]}})", "int text nested empty object objects"},
      {R"({"a": {"$nin": []}})", kAll},
  });
}

TEST_CASE("$not negates all that stands in it") {
  CheckRows({
      {R"({"a": {"$not": {"$gt": 0}}})",
       "missing null text nested empty object"},
      {R"({"a": {"$not": {"$gt": 0, "$type": "string"}}})",
       "missing null int text nested empty object objects"},
      {R"({"a": {"$not": {"$regularExpression":
          {"pattern": "x", "options": ""}}}})",
       "missing null int nested empty object objects"},
      {R"({"a": {"$not": {"$regex": "x"}}})",
       "missing null int nested empty object objects"},
      {R"({"a": {"$not": {"$not": {"$gt": 0}}}})", "int array objects"},
      {R"({"a": {"$not": {"$eq": null}}})",
       "int text nested empty object objects"},
  });
}

TEST_CASE("$exists asks for the field, whatever its value") {
  constexpr std::string_view kThere =
      "null int text array nested empty object objects";
  CheckRows({
      {R"({"a": {"$exists": true}})", kThere},
      {R"({"a": {"$exists": false}})", "missing"},
      {R"({"a": {"$exists": null}})", "missing"},
      {R"({"a": {"$exists": {"$numberDecimal": "0.0"}}})", "missing"},
      {R"({"a": {"$exists": "no"}})", kThere},
      {R"({"a": {"$exists": 0.5}})", kThere},
      {R"({"a.b": {"$exists": true}})", "object objects"},
      {R"({"a.b": {"$exists": false}})",
       "missing null int text array nested empty"},
      {R"({"a.1": {"$exists": true}})", "array objects"},
  });
}

TEST_CASE("$type asks for the type of a value, an array or its items") {
  CheckRows({
      {R"({"a": {"$type": "int"}})", "int array objects"},
      {R"({"a": {"$type": 16}})", "int array objects"},
      {R"({"a": {"$type": "number"}})", "int array objects"},
      {R"({"a": {"$type": "double"}})", ""},
      {R"({"a": {"$type": "string"}})", "text array"},
      {R"({"a": {"$type": "null"}})", "null array"},
      {R"({"a": {"$type": "array"}})", "array nested empty objects"},
      {R"({"a": {"$type": "object"}})", "object objects"},
      {R"({"a": {"$type": [10.0, "object"]}})", "null array object objects"},
  });
}

TEST_CASE("$regex matches strings and items, and equals itself") {
  CheckRows({
      {R"({"a": {"$regex": "x"}})", "text array"},
      {R"({"a": {"$regex": "X", "$options": "i"}})", "text array"},
      {R"({"a": {"$options": "i", "$regex": "X"}})", "text array"},
      {R"({"a": {"$regex": {"$regularExpression":
          {"pattern": "X", "options": "i"}}}})",
       "text array"},
      {R"({"a": {"$options": "i", "$regex": {"$regularExpression":
          {"pattern": "X", "options": ""}}}})",
       "text array"},
      {R"({"a": {"$options": "", "$regex": {"$regularExpression":
          {"pattern": "X", "options": "i"}}}})",
       "text array"},
      {R"({"a": {"$regularExpression": {"pattern": "^X", "options": ""}}})",
       ""},
      {R"({"a": {"$regex": ""}})", "text array"},
      {R"({"a": {"$regex": "1"}})", ""},
  });
  constexpr std::string_view kStored =
      R"({"a": {"$regularExpression": {"pattern": "^y", "options": "i"}}})";
  CHECK(Matches(R"({"a": {"$regex": "^y", "$options": "i"}})", kStored));
  CHECK_FALSE(Matches(R"({"a": {"$regex": "^y"}})", kStored));
  CHECK(Matches(R"({"a": {"$eq": {"$regularExpression":
                    {"pattern": "^y", "options": "i"}}}})",
                kStored));
  CHECK_FALSE(Matches(R"({"a": {"$eq": {"$regularExpression":
                          {"pattern": "^y", "options": "i"}}}})",
                      R"({"a": "yes"})"));
  CHECK(Matches(R"({"a": {"$regex": "^y"}})", R"({"a": {"$symbol": "yes"}})"));
}

TEST_CASE("$mod cuts fractions off and keeps the sign of the dividend") {
  CheckRows({
      {R"({"a": {"$mod": [2, 1]}})", "int array objects"},
      {R"({"a": {"$mod": [2.9, 1.9]}})", "int array objects"},
      {R"({"a": {"$mod": [-2, 1]}})", "int array objects"},
      {R"({"a": {"$mod": [1, 0]}})", "int array objects"},
      {R"({"a": {"$mod": [2, 0]}})", ""},
      {R"({"a": {"$mod": [2, 3]}})", ""},
  });
  CHECK(Matches(R"({"a": {"$mod": [5, -1]}})", R"({"a": -21})"));
  CHECK(Matches(R"({"a": {"$mod": [4, 2]}})", R"({"a": 6.9})"));
  CHECK(Matches(R"({"a": {"$mod": [4, -2]}})",
                R"({"a": {"$numberDecimal": "-6.9"}})"));
  CHECK(Matches(R"({"a": {"$mod": [-1, 0]}})",
                R"({"a": {"$numberLong": "-9223372036854775808"}})"));
  CHECK_FALSE(Matches(R"({"a": {"$mod": [1, 0]}})",
                      R"({"a": {"$numberDouble": "Infinity"}})"));
  CHECK_FALSE(Matches(R"({"a": {"$mod": [1, 0]}})",
                      R"({"a": {"$numberDecimal": "NaN"}})"));
  CHECK_FALSE(Matches(R"({"a": {"$mod": [1, 0]}})", R"({"a": 1e19})"));
}

TEST_CASE("$bits operators look at the bits of numbers and binary data") {
  CheckRows({
      {R"({"a": {"$bitsAllSet": 1}})", "int array objects"},
      {R"({"a": {"$bitsAllSet": []}})", "int array objects"},
      {R"({"a": {"$bitsAllClear": 2}})", "int array"},
      {R"({"a": {"$bitsAnySet": [1, 5]}})", "objects"},
      {R"({"a": {"$bitsAnySet": 0}})", ""},
      {R"({"a": {"$bitsAnyClear": 3}})", "int array"},
      {R"({"a": {"$bitsAllClear":
          {"$binary": {"base64": "Ag==", "subType": "00"}}}})",
       "int array"},
  });
  CHECK(Matches(R"({"a": {"$bitsAllSet": [63, 200]}})", R"({"a": -1})"));
  CHECK_FALSE(Matches(R"({"a": {"$bitsAllClear": 2}})", R"({"a": 1.5})"));
  CHECK(Matches(R"({"a": {"$bitsAllSet": [8]}})",
                R"({"a": {"$binary": {"base64": "AAE=", "subType": "05"}}})"));
}

TEST_CASE("$size is the length of an array") {
  CheckRows({
      {R"({"a": {"$size": 0}})", "empty"},
      {R"({"a": {"$size": 1}})", "nested"},
      {R"({"a": {"$size": 3.0}})", "array objects"},
      {R"({"a": {"$size": {"$numberDecimal": "3.0"}}})", "array objects"},
      {R"({"a": {"$size": 2147483647}})", ""},
      {R"({"a.0": {"$size": 2}})", "nested"},
      {R"({"a.b": {"$size": 1}})", "objects"},
  });
}

TEST_CASE("$all wants every value of a list") {
  CheckRows({
      {R"({"a": {"$all": [1, "x"]}})", "array"},
      {R"({"a": {"$all": [1]}})", "int array"},
      {R"({"a": {"$all": [1, 1.0]}})", "int array"},
      {R"({"a": {"$all": [null]}})", "missing null array"},
      {R"({"a": {"$all": [[1, 5]]}})", "nested"},
      {R"({"a": {"$all": []}})", ""},
      {R"({"a": {"$all": [{"$regularExpression":
          {"pattern": "x", "options": ""}}]}})",
       "text array"},
      {R"({"a": {"$all": [{"$elemMatch": {"b": 1}},
                          {"$elemMatch": {"b": 7}}]}})",
       "objects"},
      {R"({"a": {"$all": [{"$elemMatch": {"b": 1}},
                          {"$elemMatch": {"b": 8}}]}})",
       ""},
      {R"({"a": {"$not": {"$all": []}}})", kAll},
  });
}

TEST_CASE("$elemMatch wants all of one item") {
  CheckRows({
      {R"({"a": {"$elemMatch": {"$gt": 0, "$lt": 2}}})", "array"},
      {R"({"a": {"$elemMatch": {"$gt": 0, "$type": "string"}}})", ""},
      {R"({"a": {"$elemMatch": {"$exists": true}}})", "array nested objects"},
      {R"({"a": {"$elemMatch": {"$exists": false}}})", ""},
      {R"({"a": {"$elemMatch": {"$not": {"$gt": 2}}}})",
       "array nested objects"},
      {R"({"a": {"$elemMatch": {"$nin": [1, "x", null]}}})", "nested objects"},
      {R"({"a": {"$elemMatch": {"$in": [[1, 5]]}}})", "nested"},
      {R"({"a": {"$elemMatch": {"$in": [5]}}})", ""},
      {R"({"a": {"$elemMatch": {"$size": 2}}})", "nested"},
      {R"({"a": {"$elemMatch": {"$elemMatch": {"$gt": 4}}}})", "nested"},
      {R"({"a": {"$elemMatch": {"$eq": null}}})", "array"},
      {R"({"a": {"$elemMatch": {"b": 1}}})", "objects"},
      {R"({"a": {"$elemMatch": {"b": {"$in": [1, 7]}, "c": null}}})",
       "objects"},
      {R"({"a": {"$elemMatch": {"b": null}}})", "nested"},
      {R"({"a": {"$elemMatch": {"0": 1, "1": 5}}})", "nested"},
      {R"({"a": {"$elemMatch": {}}})", "nested objects"},
      {R"({"a": {"$elemMatch": {"$or": [{"b": 7}, {"b": 8}]}}})", "objects"},
      {R"({"a": {"$elemMatch": {"$nor": [{"b": 1}, {"b": 7}]}}})", "nested"},
      {R"({"a": {"$elemMatch": {"$comment": "why", "b": 1}}})", "objects"},
      {R"({"a": {"$elemMatch": {"$alwaysTrue": 1}}})", "nested objects"},
      {R"({"a": {"$not": {"$elemMatch": {"b": 1}}}})",
       "missing null int text array nested empty object"},
  });
}

TEST_CASE("a path leads through documents, arrays and positions") {
  CheckRows({
      {R"({"a.b": 1})", "object objects"},
      {R"({"a.b": 7})", "objects"},
      {R"({"a.b": [7]})", "objects"},
      {R"({"a.b": null})", "missing null int text"},
      {R"({"a.b": {"$ne": 1}})", "missing null int text array nested empty"},
      {R"({"a.0": 1})", "array"},
      {R"({"a.0": [1, 5]})", "nested"},
      {R"({"a.0.0": 1})", "nested"},
      {R"({"a.00": 1})", ""},
      {R"({"a.0.b": 1})", "objects"},
      {R"({"a.1.b.0": 7})", "objects"},
      {R"({"a.b.0": 7})", "objects"},
      {R"({"a.2": 3})", "objects"},
      {R"({"": 1})", ""},
      {R"({"a.": null})", "missing null int text object objects"},
  });
}

TEST_CASE("logical operators combine filters") {
  CheckRows({
      {R"({})", kAll},
      {R"({"a": 1, "a.b": null})", "int"},
      {R"({"$and": [{"a": 1}, {"a": "x"}]})", "array"},
      {R"({"$and": [{}]})", kAll},
      {R"({"$or": [{"a": 1}, {"a.b": 1}]})", "int array object objects"},
      {R"({"$nor": [{"a": 1}, {"a": null}]})",
       "text nested empty object objects"},
      {R"({"$or": [{"$and": [{"a": 1}, {"a": "x"}]}, {"a": []}]})",
       "array empty"},
      {R"({"$comment": {"any": "thing"}, "a": 1})", "int array"},
      {R"({"$and": [{"$comment": "x"}, {"a": 1}]})", "int array"},
      {R"({"$alwaysTrue": 1})", kAll},
      {R"({"$alwaysFalse": 1.0})", ""},
      {R"({"$sampleRate": 1})", kAll},
      {R"({"$sampleRate": 0.0})", ""},
  });
}

TEST_CASE("the fields of a DBRef are fields") {
  constexpr std::string_view kReferences =
      R"({"a": [{"$ref": "c", "$id": 1}, {"$ref": "d", "$id": 2}]})";
  const auto found = [&](std::string_view filter) {
    MatchContext context;
    return MatcherOf(filter).Matches(Parsed(kReferences), context);
  };
  CHECK(found(R"({"a": {"$ref": "c", "$id": 1}})"));
  CHECK_FALSE(found(R"({"a": {"$ref": "c", "$id": 2}})"));
  CHECK(found(R"({"a.$id": 2})"));
  CHECK(found(R"({"a": {"$elemMatch": {"$ref": "d", "$id": 2}}})"));
  CHECK(found(R"({"a": {"$elemMatch": {"$id": {"$gt": 1}}}})"));
  CHECK_FALSE(found(R"({"a": {"$elemMatch": {"$ref": "c", "$id": 2}}})"));
  CHECK_FALSE(found(R"({"$id": 2})"));
  CHECK(found(R"({"$db": null})"));
}

// --- errors ------------------------------------------------------------------

struct Refusal {
  std::string_view filter;
  int code;
  std::string_view message;
};

void CheckRefusals(const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    INFO(refusal.filter);
    const Status status = ParseFilter(Parsed(refusal.filter)).status();
    CHECK(static_cast<int>(ErrorCodeOf(status)) == refusal.code);
    CHECK(ErrorMessageOf(status) == refusal.message);
  }
}

TEST_CASE("unknown operators are refused") {
  CheckRefusals({
      {R"({"$foo": 1})", 2, "unknown top level operator: $foo"},
      {R"({"$gt": 1})", 2, "unknown top level operator: $gt"},
      {R"({"$rand": {}})", 2, "unknown top level operator: $rand"},
      {R"({"a.b": {"$foo": 1}})", 2, "unknown operator: $foo at 'a.b'"},
      {R"({"a": {"$gt": 1, "b": 2}})", 2, "unknown operator: b at 'a'"},
      {R"({"a": {"$and": [{}]}})", 2, "unknown operator: $and at 'a'"},
      {R"({"a": {"$ref": "c"}})", 2, "unknown operator: $ref at 'a'"},
      {R"({"a": {"$elemMatch": {"$gt": 1, "b": 2}}})", 2,
       "unknown operator: b at ''"},
      {R"({"a": {"$elemMatch": {"b": 2, "$gt": 1}}})", 2,
       "unknown top level operator: $gt"},
  });
}

TEST_CASE("what this version does not have is refused as such") {
  CheckRefusals({
      {R"({"$text": {"$search": "x"}})", 238,
       "this version of Meerkat does not have $text"},
      {R"({"$where": "true"})", 2,
       "$where needs a JavaScript engine, and Meerkat has none"},
      {R"({"a": {"$elemMatch": {"$where": "true"}}})", 2,
       "$where needs a JavaScript engine, and Meerkat has none"},
  });
}

TEST_CASE("$and, $or and $nor refuse what is no list of filters") {
  CheckRefusals({
      {R"({"$and": {"a": 1}})", 2, R"($and must be an array, found {"a":1})"},
      {R"({"$or": []})", 2, "$or must be a nonempty array"},
      {R"({"$nor": [{"a": 1}, 2]})", 2,
       "the entries of $nor must be objects, found 2"},
      {R"({"$and": [{"a": {"$size": -1}}]})", 2,
       "$size at 'a' may not be negative, found -1"},
  });
}

TEST_CASE("comparisons refuse regular expressions and undefined") {
  constexpr std::string_view kRegex =
      R"({"$regularExpression":{"pattern":"x","options":""}})";
  for (const std::string_view name : {"$gt", "$gte", "$lt", "$lte", "$ne"}) {
    const std::string filter =
        fmt::format(R"({{"a": {{"{}": {}}}}})", name, kRegex);
    const std::string message = fmt::format(
        "{} at 'a' cannot take a regular expression, found {}", name, kRegex);
    CheckRefusals({{filter, 2, message}});
  }
  CheckRefusals({
      {R"({"a": {"$undefined": true}})", 2, "'a': cannot compare to undefined"},
      {R"({"a": {"$ne": {"$undefined": true}}})", 2,
       "'a': cannot compare to undefined"},
      {R"({"a": {"$lt": {"$undefined": true}}})", 2,
       "$lt at 'a': cannot compare to undefined"},
      {R"({"a": {"$in": [{"$undefined": true}]}})", 2,
       "$in at 'a': cannot compare to undefined"},
  });
}

TEST_CASE("$in, $nin and $all refuse what is no list of values") {
  CheckRefusals({
      {R"({"a": {"$in": 1}})", 2, "$in at 'a' needs an array, found 1"},
      {R"({"a": {"$nin": {"b": 1}}})", 2,
       R"($nin at 'a' needs an array, found {"b":1})"},
      {R"({"a": {"$in": [{"$gt": 1}]}})", 2,
       R"(cannot nest $ under $in, found {"$gt":1})"},
      {R"({"a": {"$in": [{"$regularExpression":
          {"pattern": "(", "options": ""}}]}})",
       51091,
       "at 'a': regular expression '(' is invalid at offset 1: missing closing "
       "parenthesis"},
      {R"({"a": {"$all": 1}})", 2, "$all at 'a' needs an array, found 1"},
      {R"({"a": {"$all": [{"$gt": 1}]}})", 2,
       R"(no $ expressions in $all at 'a', found {"$gt":1})"},
      {R"({"a": {"$all": [{"$elemMatch": {}}, 1]}})", 2,
       "$all at 'a' takes values or $elemMatch, not both"},
      {R"({"a": {"$all": [1, {"$elemMatch": {}}]}})", 2,
       "$all at 'a' takes values or $elemMatch, not both"},
  });
}

TEST_CASE("$not and $elemMatch refuse what is no condition") {
  CheckRefusals({
      {R"({"a": {"$not": 1}})", 2,
       "$not at 'a' needs a regex or a document, found 1"},
      {R"({"a": {"$not": [1]}})", 2,
       "$not at 'a' needs a regex or a document, found [1]"},
      {R"({"a": {"$not": {}}})", 2, "$not at 'a' cannot be empty"},
      {R"({"a": {"$not": {"b": 1}}})", 2, "unknown operator: b at 'a'"},
      {R"({"a": {"$elemMatch": 1}})", 2,
       "$elemMatch at 'a' needs an Object, found 1"},
      {R"({"a": {"$elemMatch": [{"b": 1}]}})", 2,
       R"($elemMatch at 'a' needs an Object, found [{"b":1}])"},
  });
}

TEST_CASE("$type refuses what is no type") {
  CheckRefusals({
      {R"({"a": {"$type": "text"}})", 2,
       "'text' is not the alias of a type for 'a'"},
      {R"({"a": {"$type": 20}})", 2, "20 is not the number of a type for 'a'"},
      {R"({"a": {"$type": 0}})", 2,
       "0 is not the number of a type for 'a'; use {$exists: false}"},
      {R"({"a": {"$type": true}})", 14,
       "a type for 'a' must be a number or a string, not true"},
      {R"({"a": {"$type": []}})", 9,
       "the array of types for 'a' must not be empty"},
  });
}

TEST_CASE("$regex refuses bad patterns and bad options") {
  CheckRefusals({
      {R"({"a": {"$regex": 1}})", 2,
       "$regex at 'a' has to be a string, found 1"},
      {R"({"a": {"$regex": "("}})", 51091,
       "at 'a': regular expression '(' is invalid at offset 1: missing closing "
       "parenthesis"},
      {R"({"a": {"$regex": "x", "$options": "z"}})", 51108,
       "at 'a': invalid flag in regex options 'z': known are i, m, s, u and "
       "x"},
      {R"({"a": {"$regex": "x", "$options": 1}})", 2,
       "$options at 'a' has to be a string, found 1"},
      {R"({"a": {"$options": "i"}})", 2, "$options at 'a' needs a $regex"},
      {R"({"a": {"$regex": {"$regularExpression": {"pattern": "x",
          "options": "i"}}, "$options": ""}})",
       51075, "options set in both $regex and $options at 'a'"},
      {R"({"a": {"$options": "m", "$regex": {"$regularExpression":
          {"pattern": "x", "options": "i"}}}})",
       51074, "options set in both $regex and $options at 'a'"},
  });
}

TEST_CASE("$mod, $size and $bits refuse what are no such numbers") {
  CheckRefusals({
      {R"({"a": {"$mod": 2}})", 2,
       "malformed mod at 'a', needs to be an array, found 2"},
      {R"({"a": {"$mod": []}})", 2,
       "malformed mod at 'a', not enough elements"},
      {R"({"a": {"$mod": [2, 1, 0]}})", 2,
       "malformed mod at 'a', too many elements"},
      {R"({"a": {"$mod": [0.5, 0]}})", 2, "$mod at 'a': divisor cannot be 0"},
      {R"({"a": {"$mod": ["2", 0]}})", 2,
       R"(malformed mod at 'a', divisor not a number: "2")"},
      {R"({"a": {"$mod": [2, null]}})", 2,
       "malformed mod at 'a', remainder not a number: null"},
      {R"({"a": {"$mod": [2, 1e19]}})", 2,
       "malformed mod at 'a', remainder value is invalid: 1E+19"},
      {R"({"a": {"$size": -1}})", 2,
       "$size at 'a' may not be negative, found -1"},
      {R"({"a": {"$size": {"$numberLong": "2147483648"}}})", 2,
       "$size at 'a' must fit into an int32, found 2147483648"},
      {R"({"a": {"$size": {"$numberDecimal": "3E+9"}}})", 2,
       "$size at 'a' must fit into an int32, found 3000000000"},
      {R"({"a": {"$size": {"$numberDecimal": "1E+99"}}})", 2,
       R"($size at 'a' must be a whole number, found {"$numberDecimal":"1E+99"})"},
      {R"({"a": {"$size": 1.5}})", 2,
       "$size at 'a' must be a whole number, found 1.5"},
      {R"({"a": {"$size": {"$gt": 1}}})", 2,
       R"($size at 'a' must be a whole number, found {"$gt":1})"},
      {R"({"a": {"$bitsAllSet": -1}})", 9,
       "a bit mask for 'a' must be an integer from 0 to 9223372036854775807, "
       "not -1"},
      {R"({"a": {"$bitsAnySet": [0.5]}})", 2,
       "a bit position for 'a' must be an integer from 0 to 2147483647, not "
       "0.5"},
      {R"({"a": {"$bitsAnyClear": "1"}})", 2,
       "the bits for 'a' must be a number, binary data or an array of "
       "positions, not \"1\""},
  });
}

TEST_CASE("constants and rates refuse other numbers") {
  CheckRefusals({
      {R"({"$alwaysTrue": 0})", 9,
       "$alwaysTrue must be the integer 1, found 0"},
      {R"({"$alwaysFalse": true})", 9,
       "$alwaysFalse must be the integer 1, found true"},
      {R"({"a": {"$elemMatch": {"$sampleRate": 1}}})", 2,
       "$sampleRate can only be applied to the top-level document"},
      {R"({"$sampleRate": 1.5})", 2,
       "$sampleRate must be a number from 0 to 1, found 1.5"},
      {R"({"$sampleRate": "1"})", 2,
       "$sampleRate must be a number from 0 to 1, found \"1\""},
      {R"({"$sampleRate": {"$numberDouble": "NaN"}})", 2,
       R"($sampleRate must be a number from 0 to 1, found )"
       R"({"$numberDouble":"NaN"})"},
  });
}

TEST_CASE("the operators of places stand alone") {
  CheckRefusals({
      // $geoNear is an old name of $near.
      {R"({"a": {"$exists": true, "$geoNear": [0, 0]}})", 2,
       "$geoNear at 'a' must come first among the operators"},
      {R"({"a": {"$near": [0, 0], "$exists": true}})", 34413,
       "at 'a': invalid argument in geo near query: $exists"},
      {R"({"a": {"$near": {"$geometry": {"type": "Point",
                                         "coordinates": [0, 0]}},
                 "$exists": true}})",
       34413, "at 'a': invalid argument in geo near query: $exists"},
      {R"({"a": {"$near": {"$geometry": {"type": "Point",
                                         "coordinates": [0, 0]}},
                 "$maxDistance": 5}})",
       2,
       "at 'a': $near with $geometry takes its distances inside, found "
       "$maxDistance beside it"},
      {R"({"a": {"$geoWithin": {"$box": [[0, 0], [1, 1]]}, "$gt": 1}})", 2,
       "$geoWithin at 'a' must be the only operator, found $gt"},
      {R"({"a": {"$exists": true, "$geoWithin": {"$box": [[0, 0], [1, 1]]}}})",
       2, "$geoWithin at 'a' must be the only operator, found $exists"},
  });
}

}  // namespace
}  // namespace meerkat::query
