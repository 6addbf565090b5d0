// A filter, printed: what explain shows, and what it means when it is read
// again.
#include <string>
#include <string_view>
#include <vector>

#include "query/match/parse.h"
#include "query/match/print.h"
#include "tests/catch.hpp"
#include "tests/query/filter_text.h"

namespace meerkat::query {
namespace {

using testing::FilterOf;
using testing::FilterRow;
using testing::ParsedFilter;

// What the filter prints, which must print itself.
Document Printed(std::string_view json) {
  const Document printed = PrintFilter(ParsedFilter(FilterOf(json)));
  INFO("printed: " << ToString(printed));
  CHECK(PrintFilter(ParsedFilter(printed)) == printed);
  return printed;
}

template <size_t kCount>
void CheckRows(const FilterRow (&rows)[kCount]) {
  for (const FilterRow& row : rows) {
    INFO(row.filter);
    CHECK(ToString(Printed(row.filter)) == ToString(FilterOf(row.printed)));
  }
}

TEST_CASE("each condition is printed with its operator") {
  constexpr FilterRow kRows[] = {
      {"{}", "{}"},
      {"{a: 1}", "{a: {$eq: 1}}"},
      {"{'': 1}", "{'': {$eq: 1}}"},
      {"{'a.0.b': null}", "{'a.0.b': {$eq: null}}"},
      {"{a: {b: 1, c: [2]}}", "{a: {$eq: {b: 1, c: [2]}}}"},
      {"{a: {$eq: {$gt: 1}}}", "{a: {$eq: {$gt: 1}}}"},
      {"{a: {$ref: 'c', $id: 1}}", "{a: {$eq: {$ref: 'c', $id: 1}}}"},
      {"{a: {$lt: 1}}", "{a: {$lt: 1}}"},
      {"{a: {$lte: 1}}", "{a: {$lte: 1}}"},
      {"{a: {$gt: 1}}", "{a: {$gt: 1}}"},
      {"{a: {$gte: 1}}", "{a: {$gte: 1}}"},
      {"{a: {$ne: 1}}", "{a: {$not: {$eq: 1}}}"},
      {"{a: {$in: [3, 'x', 1, 3.0]}}", "{a: {$in: [1, 3, 'x']}}"},
      {"{a: {$in: []}}", "{a: {$in: []}}"},
      {"{a: {$nin: [2, 1]}}", "{a: {$not: {$in: [1, 2]}}}"},
      {"{a: {$exists: 1}}", "{a: {$exists: true}}"},
      {"{a: {$exists: false}}", "{a: {$not: {$exists: true}}}"},
      {"{a: {$mod: [4.9, -1.5]}}", "{a: {$mod: [4, -1]}}"},
      {"{a: {$mod: [5000000000, 0]}}", "{a: {$mod: [5000000000, 0]}}"},
      {"{a: {$size: 3.0}}", "{a: {$size: 3}}"},
      {"{a: 1, $comment: 'why'}", "{a: {$eq: 1}}"},
      {"{$alwaysTrue: 1}", "{$alwaysTrue: 1}"},
      {"{$alwaysFalse: 1.0}", "{$alwaysFalse: 1}"},
      {"{$sampleRate: 0.25}", "{$sampleRate: 0.25}"},
  };
  CheckRows(kRows);
}

TEST_CASE("types are printed by number, all numbers by their name") {
  constexpr FilterRow kRows[] = {
      {"{a: {$type: 'string'}}", "{a: {$type: [2]}}"},
      {"{a: {$type: ['int', 2, 'minKey', 'maxKey']}}",
       "{a: {$type: [-1, 2, 16, 127]}}"},
      {"{a: {$type: ['string', 'number', 'double']}}",
       "{a: {$type: ['number', 2]}}"},
      {"{a: {$type: [1, 16, 18, 19]}}", "{a: {$type: ['number']}}"},
      {"{a: {$type: [1, 16, 18]}}", "{a: {$type: [1, 16, 18]}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("bits are printed by position") {
  constexpr FilterRow kRows[] = {
      {"{a: {$bitsAllSet: 6}}", "{a: {$bitsAllSet: [1, 2]}}"},
      {"{a: {$bitsAllClear: [70, 1]}}", "{a: {$bitsAllClear: [1, 70]}}"},
      {"{a: {$bitsAnySet: {$binary: {base64: 'AAE=', subType: '00'}}}}",
       "{a: {$bitsAnySet: [8]}}"},
      {"{a: {$bitsAnyClear: 0}}", "{a: {$bitsAnyClear: []}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("bits are printed as binary data where positions would be longer") {
  // 64 positions, 65 of them, and 65 that are far apart.
  const auto ones = [](int count, int apart) {
    std::vector<Value> positions;
    for (int i = 0; i < count; ++i) positions.emplace_back(i * apart);
    return Document{{"a", Document{{"$bitsAllSet", Array(positions)}}}};
  };
  const auto printed = [](const Document& filter) {
    const Document once = PrintFilter(ParsedFilter(filter));
    CHECK(PrintFilter(ParsedFilter(once)) == once);
    return once["a"].AsDocument()["$bitsAllSet"].type();
  };
  CHECK(printed(ones(64, 1)) == Type::kArray);
  CHECK(printed(ones(65, 1)) == Type::kBinary);
  CHECK(printed(ones(65, 60)) == Type::kBinary);
  CHECK(printed(ones(65, 70)) == Type::kArray);
  const std::string bytes(1 << 20, '\xFF');
  const Document large{
      {"a", Document{{"$bitsAllSet", Value::Binary(0, bytes)}}}};
  CHECK(PrintFilter(ParsedFilter(large)) == large);
}

TEST_CASE("regular expressions are printed with their options, if any") {
  constexpr FilterRow kRows[] = {
      {"{a: {$regularExpression: {pattern: '^x', options: ''}}}",
       "{a: {$regex: '^x'}}"},
      {"{a: {$regex: '^x', $options: 'xi'}}",
       "{a: {$regex: '^x', $options: 'ix'}}"},
      {"{a: {$not: {$regex: '^x', $options: 'i'}}}",
       "{a: {$not: {$regex: '^x', $options: 'i'}}}"},
      {"{a: {$in: [{$regularExpression: {pattern: 'x', options: 'i'}}, 1]}}",
       "{a: {$in: [1, {$regularExpression: {pattern: 'x', options: 'i'}}]}}"},
      {"{a: {$eq: {$regularExpression: {pattern: 'x', options: 'i'}}}}",
       "{a: {$eq: {$regularExpression: {pattern: 'x', options: 'i'}}}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("conditions side by side are printed as a list") {
  constexpr FilterRow kRows[] = {
      {"{a: 1, b: 2}", "{$and: [{a: {$eq: 1}}, {b: {$eq: 2}}]}"},
      {"{a: {$gt: 1, $lt: 5}}", "{$and: [{a: {$gt: 1}}, {a: {$lt: 5}}]}"},
      {"{a: {$all: [1, 2]}}", "{$and: [{a: {$eq: 1}}, {a: {$eq: 2}}]}"},
      {"{a: {$all: []}}", "{$alwaysFalse: 1}"},
      {"{$and: [{a: 1}]}", "{a: {$eq: 1}}"},
      {"{$and: [{a: 1, b: 2}, {}]}",
       "{$and: [{$and: [{a: {$eq: 1}}, {b: {$eq: 2}}]}, {}]}"},
      {"{$or: [{a: 1}, {b: 1, c: 1}]}",
       "{$or: [{a: {$eq: 1}}, {$and: [{b: {$eq: 1}}, {c: {$eq: 1}}]}]}"},
      {"{$nor: [{a: 1}, {b: {$ne: 1}}]}",
       "{$nor: [{a: {$eq: 1}}, {b: {$not: {$eq: 1}}}]}"},
      {"{$or: [{$nor: [{}]}]}", "{$or: [{$nor: [{}]}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("what is negated stays at its path, and a list becomes $nor") {
  constexpr FilterRow kRows[] = {
      {"{a: {$not: {$gt: 1}}}", "{a: {$not: {$gt: 1}}}"},
      {"{a: {$not: {$ne: 1}}}", "{a: {$not: {$not: {$eq: 1}}}}"},
      {"{a: {$not: {$gt: 1, $lt: 5}}}",
       "{$nor: [{$and: [{a: {$gt: 1}}, {a: {$lt: 5}}]}]}"},
      {"{a: {$not: {$not: {$gt: 1, $lt: 5}}}}",
       "{$nor: [{$nor: [{$and: [{a: {$gt: 1}}, {a: {$lt: 5}}]}]}]}"},
      {"{a: {$not: {$all: []}}}", "{$nor: [{$alwaysFalse: 1}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("$elemMatch is printed with a filter or with operators") {
  constexpr FilterRow kRows[] = {
      {"{a: {$elemMatch: {b: 1}}}", "{a: {$elemMatch: {b: {$eq: 1}}}}"},
      {"{a: {$elemMatch: {b: 1, c: 2}}}",
       "{a: {$elemMatch: {$and: [{b: {$eq: 1}}, {c: {$eq: 2}}]}}}"},
      {"{a: {$elemMatch: {}}}", "{a: {$elemMatch: {}}}"},
      {"{a: {$elemMatch: {$or: [{b: 1}]}}}",
       "{a: {$elemMatch: {$or: [{b: {$eq: 1}}]}}}"},
      {"{a: {$elemMatch: {$gt: 1, $lt: 5}}}",
       "{a: {$elemMatch: {$gt: 1, $lt: 5}}}"},
      {"{a: {$elemMatch: {$ne: 1, $nin: [2]}}}",
       "{a: {$elemMatch: {$not: {$eq: 1}, $not: {$in: [2]}}}}"},
      {"{a: {$elemMatch: {$not: {$gt: 1, $lt: 5}}}}",
       "{a: {$elemMatch: {$not: {$gt: 1, $lt: 5}}}}"},
      {"{a: {$elemMatch: {$elemMatch: {$size: 2}}}}",
       "{a: {$elemMatch: {$elemMatch: {$size: 2}}}}"},
      {"{a: {$elemMatch: {$all: []}}}", "{a: {$elemMatch: {$all: []}}}"},
      {"{a: {$elemMatch: {$all: [1, 2]}}}",
       "{a: {$elemMatch: {$eq: 1, $eq: 2}}}"},
      {"{a: {$all: [{$elemMatch: {b: 1}}, {$elemMatch: {$gt: 1}}]}}",
       "{$and: [{a: {$elemMatch: {b: {$eq: 1}}}}, "
       "{a: {$elemMatch: {$gt: 1}}}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("$options belong to one regular expression only") {
  constexpr FilterRow kRows[] = {
      {"{a: {$elemMatch: {$regex: 'x', $options: 'i'}}}",
       "{a: {$elemMatch: {$regex: 'x', $options: 'i'}}}"},
      {"{a: {$elemMatch: {$regex: 'x', $options: 'i', $gt: 'a'}}}",
       "{a: {$elemMatch: {$regex: {$regularExpression: "
       "{pattern: 'x', options: 'i'}}, $gt: 'a'}}}"},
      {"{a: {$elemMatch: {$all: ["
       "{$regularExpression: {pattern: 'x', options: 'i'}}, "
       "{$regularExpression: {pattern: 'y', options: ''}}]}}}",
       "{a: {$elemMatch: {"
       "$regex: {$regularExpression: {pattern: 'x', options: 'i'}}, "
       "$regex: {$regularExpression: {pattern: 'y', options: ''}}}}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("places, schemas and expressions are printed as they were given") {
  constexpr FilterRow kRows[] = {
      {"{a: {$geoWithin: {$box: [[0, 0], [4, 3]]}}}",
       "{a: {$geoWithin: {$box: [[0, 0], [4, 3]]}}}"},
      {"{a: {$within: {$center: [{x: 0, y: 1}, 5]}}}",
       "{a: {$geoWithin: {$center: [{x: 0, y: 1}, 5]}}}"},
      {"{a: {$not: {$geoWithin: {$box: [[0, 0], [4, 3]]}}}}",
       "{a: {$not: {$geoWithin: {$box: [[0, 0], [4, 3]]}}}}"},
      {"{$jsonSchema: {required: ['a'], properties: {a: {minimum: 1}}}}",
       "{$jsonSchema: {required: ['a'], properties: {a: {minimum: 1}}}}"},
      {"{$expr: {$gt: ['$a', {$add: ['$b', 1]}]}, a: 1}",
       "{$and: [{$expr: {$gt: ['$a', {$add: ['$b', 1]}]}}, {a: {$eq: 1}}]}"},
      {"{$expr: '$$ROOT.a'}", "{$expr: '$$ROOT.a'}"},
  };
  CheckRows(kRows);
}

TEST_CASE("$near is printed with all that belongs to it") {
  // No filter with it is whole without an index.
  const Document filter = FilterOf("{a: {$near: [0, 0], $maxDistance: 5}}");
  StatusOr<MatchNode> node = ParseConditions(filter);
  REQUIRE(node.ok());
  CHECK(PrintFilter(*node) == filter);
}

TEST_CASE("variables keep their names") {
  VariableNames variables;
  variables.Define("x");
  const Document filter = FilterOf("{$expr: {$eq: ['$a', '$$x']}}");
  const StatusOr<MatchNode> node = ParseFilter(filter, variables);
  REQUIRE(node.ok());
  const Document printed = PrintFilter(*node);
  CHECK(printed == filter);
  CHECK(ParseFilter(printed, variables).ok());
}

}  // namespace
}  // namespace meerkat::query
