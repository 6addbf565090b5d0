// One normal form for the many ways of saying the same.
#include <string>
#include <string_view>

#include "query/match/normalize.h"
#include "query/match/parse.h"
#include "query/match/print.h"
#include "tests/catch.hpp"
#include "tests/query/filter_text.h"

namespace meerkat::query {
namespace {

using testing::FilterOf;
using testing::FilterRow;
using testing::ParsedFilter;

// The normal form, printed; which must be its own normal form.
std::string Normal(std::string_view json) {
  const MatchNode normal = Normalize(ParsedFilter(FilterOf(json)));
  const Document printed = PrintFilter(normal);
  INFO(json << " as " << ToString(printed));
  CHECK(PrintFilter(Normalize(normal)) == printed);
  const StatusOr<MatchNode> again = ParseFilter(printed);
  CHECK(again.ok());
  if (again.ok()) CHECK(PrintFilter(Normalize(*again)) == printed);
  return ToString(printed);
}

template <size_t kCount>
void CheckRows(const FilterRow (&rows)[kCount]) {
  for (const FilterRow& row : rows) {
    INFO(row.filter);
    CHECK(Normal(row.filter) == ToString(FilterOf(row.printed)));
  }
}

// Filters that say the same.
template <size_t kCount>
void CheckAlike(const std::string_view (&filters)[kCount]) {
  for (const std::string_view filter : filters) {
    INFO(filter);
    CHECK(Normal(filter) == Normal(filters[0]));
  }
}

TEST_CASE("lists in lists are flattened and lists of one unwrapped") {
  constexpr FilterRow kRows[] = {
      {"{$and: [{a: 1}]}", "{a: {$eq: 1}}"},
      {"{$or: [{$or: [{$and: [{a: 1}]}]}]}", "{a: {$eq: 1}}"},
      {"{$and: [{a: 1}, {$and: [{b: 2}, {c: 3, d: 4}]}]}",
       "{$and: [{a: {$eq: 1}}, {b: {$eq: 2}}, {c: {$eq: 3}}, {d: {$eq: 4}}]}"},
      {"{$or: [{a: 1}, {$or: [{b: 2}, {$or: [{c: 3}]}]}]}",
       "{$or: [{a: {$eq: 1}}, {b: {$eq: 2}}, {c: {$eq: 3}}]}"},
      {"{$nor: [{$or: [{a: 1}, {b: 2}]}, {c: 3}]}",
       "{$nor: [{a: {$eq: 1}}, {b: {$eq: 2}}, {c: {$eq: 3}}]}"},
      {"{$or: [{a: 1, b: 1}, {c: 1}]}",
       "{$or: [{c: {$eq: 1}}, {$and: [{a: {$eq: 1}}, {b: {$eq: 1}}]}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("alternatives on one path become a list of values") {
  constexpr FilterRow kRows[] = {
      {"{$or: [{a: 2}, {a: 1}]}", "{a: {$in: [1, 2]}}"},
      {"{$or: [{a: 2}, {b: 1}, {a: {$in: [3, 1]}}, {b: {$gt: 5}}]}",
       "{$or: [{a: {$in: [1, 2, 3]}}, {b: {$eq: 1}}, {b: {$gt: 5}}]}"},
      {"{$or: [{a: 1}, {a: 1.0}]}", "{a: {$eq: 1}}"},
      {"{$or: [{a: null}, {a: [1]}, {a: {b: 1}}]}",
       "{a: {$in: [null, {b: 1}, [1]]}}"},
      {"{$nor: [{a: 1}, {a: 2}]}", "{a: {$not: {$in: [1, 2]}}}"},
      {"{$or: [{a: {$regex: 'x', $options: 'i'}}, {a: 1}]}",
       "{a: {$in: [1, {$regularExpression: {pattern: 'x', options: 'i'}}]}}"},
      // And is no or.
      {"{$and: [{a: 2}, {a: 1}]}", "{$and: [{a: {$eq: 1}}, {a: {$eq: 2}}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("what $in cannot list stays an alternative of its own") {
  constexpr FilterRow kRows[] = {
      // To be equal to, not to be matched.
      {"{$or: [{a: 1}, {a: 2}, "
       "{a: {$eq: {$regularExpression: {pattern: 'x', options: ''}}}}]}",
       "{$or: [{a: {$eq: {$regularExpression: {pattern: 'x', options: ''}}}}, "
       "{a: {$in: [1, 2]}}]}"},
      {"{$or: [{a: {$eq: {$gt: 1}}}, {a: 1}, {a: 2}]}",
       "{$or: [{a: {$eq: {$gt: 1}}}, {a: {$in: [1, 2]}}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("a list of one value is an equality, a list of none holds never") {
  constexpr FilterRow kRows[] = {
      {"{a: {$in: [1]}}", "{a: {$eq: 1}}"},
      {"{a: {$in: [1, 1.0]}}", "{a: {$eq: 1}}"},
      {"{a: {$in: [{$regularExpression: {pattern: 'x', options: 'i'}}]}}",
       "{a: {$regex: 'x', $options: 'i'}}"},
      {"{a: {$in: []}}", "{$alwaysFalse: 1}"},
      {"{a: {$nin: []}}", "{}"},
      {"{a: {$nin: [1]}}", "{a: {$not: {$eq: 1}}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("negations of negations cancel out") {
  constexpr FilterRow kRows[] = {
      {"{$nor: [{a: 1}]}", "{a: {$not: {$eq: 1}}}"},
      {"{a: {$not: {$ne: 1}}}", "{a: {$eq: 1}}"},
      {"{$nor: [{a: {$ne: 1}}]}", "{a: {$eq: 1}}"},
      {"{$nor: [{$nor: [{a: 1}, {b: 1}]}]}",
       "{$or: [{a: {$eq: 1}}, {b: {$eq: 1}}]}"},
      {"{a: {$not: {$not: {$gt: 1, $lt: 5}}}}",
       "{$and: [{a: {$gt: 1}}, {a: {$lt: 5}}]}"},
      {"{a: {$not: {$gt: 1, $lt: 5}}}",
       "{$nor: [{$and: [{a: {$gt: 1}}, {a: {$lt: 5}}]}]}"},
      {"{$or: [{$nor: [{$nor: [{a: 1}]}]}, {a: 2}]}", "{a: {$in: [1, 2]}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("constants are folded") {
  constexpr FilterRow kRows[] = {
      {"{}", "{}"},
      {"{$alwaysTrue: 1}", "{}"},
      {"{$alwaysFalse: 1}", "{$alwaysFalse: 1}"},
      {"{$and: [{}, {a: 1}, {$alwaysTrue: 1}]}", "{a: {$eq: 1}}"},
      {"{a: 1, b: {$all: []}}", "{$alwaysFalse: 1}"},
      {"{$or: [{a: 1}, {}]}", "{}"},
      {"{$or: [{a: 1}, {$alwaysFalse: 1}]}", "{a: {$eq: 1}}"},
      {"{$or: [{$alwaysFalse: 1}]}", "{$alwaysFalse: 1}"},
      {"{$nor: [{}]}", "{$alwaysFalse: 1}"},
      {"{$nor: [{$alwaysFalse: 1}, {$alwaysFalse: 1}]}", "{}"},
      {"{a: {$not: {$all: []}}}", "{}"},
      {"{$sampleRate: 0}", "{$alwaysFalse: 1}"},
      {"{$sampleRate: 1.0, a: 1}", "{a: {$eq: 1}}"},
      {"{$sampleRate: 0.5}", "{$sampleRate: 0.5}"},
      {"{$expr: 1}", "{}"},
      {"{$expr: {$literal: 0}}", "{$alwaysFalse: 1}"},
      {"{$expr: {$and: ['$a']}}", "{$expr: {$and: ['$a']}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("duplicates are dropped") {
  constexpr FilterRow kRows[] = {
      {"{$and: [{a: 1}, {b: 1}, {a: 1}]}",
       "{$and: [{a: {$eq: 1}}, {b: {$eq: 1}}]}"},
      {"{$or: [{a: 1, b: 1}, {b: 1, a: 1.0}]}",
       "{$and: [{a: {$eq: 1}}, {b: {$eq: 1}}]}"},
      {"{$and: [{$jsonSchema: {required: ['a']}}, "
       "{$jsonSchema: {required: ['a']}}]}",
       "{$jsonSchema: {required: ['a']}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("what is random is no duplicate") {
  constexpr FilterRow kRows[] = {
      {"{$and: [{$sampleRate: 0.5}, {$sampleRate: 0.5}]}",
       "{$and: [{$sampleRate: 0.5}, {$sampleRate: 0.5}]}"},
      {"{$or: [{$expr: {$lt: [{$rand: {}}, 0.5]}}, "
       "{$expr: {$lt: [{$rand: {}}, 0.5]}}]}",
       "{$or: [{$expr: {$lt: [{$rand: {}}, 0.5]}}, "
       "{$expr: {$lt: [{$rand: {}}, 0.5]}}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("an expression said twice says it once, unless it is random") {
  constexpr FilterRow kRows[] = {
      {"{$and: [{$expr: {$gt: ['$a', '$b']}}, {$expr: {$gt: ['$a', '$b']}}]}",
       "{$expr: {$gt: ['$a', '$b']}}"},
      {"{$and: [{$expr: {$eq: ['$a', {$type: 1}]}}, "
       "{$expr: {$eq: ['$a', {$type: 1.0}]}}]}",
       "{$and: [{$expr: {$eq: ['$a', {$type: 1}]}}, "
       "{$expr: {$eq: ['$a', {$type: 1.0}]}}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("conditions come by path, operator and operand") {
  constexpr FilterRow kRows[] = {
      {"{$expr: '$x', b: {$lt: 5, $gt: 1}, a: 2, $or: [{d: 1}, {c: 1}]}",
       "{$and: [{a: {$eq: 2}}, {b: {$gt: 1}}, {b: {$lt: 5}}, {$expr: '$x'}, "
       "{$or: [{c: {$eq: 1}}, {d: {$eq: 1}}]}]}"},
      {"{a: {$all: ['x', 2, 1]}}",
       "{$and: [{a: {$eq: 1}}, {a: {$eq: 2}}, {a: {$eq: 'x'}}]}"},
  };
  CheckRows(kRows);
}

TEST_CASE("$elemMatch is normal inside") {
  constexpr FilterRow kRows[] = {
      {"{a: {$elemMatch: {$and: [{c: 1}, {b: {$in: [1]}}]}}}",
       "{a: {$elemMatch: {$and: [{b: {$eq: 1}}, {c: {$eq: 1}}]}}}"},
      {"{a: {$elemMatch: {$or: [{b: 1}, {b: 2}]}}}",
       "{a: {$elemMatch: {b: {$in: [1, 2]}}}}"},
      {"{a: {$elemMatch: {$lt: 5, $gt: 1, $in: [3]}}}",
       "{a: {$elemMatch: {$eq: 3, $gt: 1, $lt: 5}}}"},
      {"{a: {$elemMatch: {$not: {$not: {$lt: 5, $gt: 1}}, $ne: 3}}}",
       "{a: {$elemMatch: {$gt: 1, $lt: 5, $not: {$eq: 3}}}}"},
      {"{a: {$elemMatch: {b: {$in: []}}}}", "{$alwaysFalse: 1}"},
      {"{a: {$elemMatch: {$in: []}}}", "{$alwaysFalse: 1}"},
      // Some item, of whatever type, is not the same as some document.
      {"{a: {$elemMatch: {$nin: []}}}",
       "{a: {$elemMatch: {$not: {$all: []}}}}"},
      {"{a: {$elemMatch: {$alwaysTrue: 1}}}", "{a: {$elemMatch: {}}}"},
      {"{a: {$elemMatch: {$gt: 1, $not: {$not: "
       "{$geoWithin: {$box: [[0, 0], [1, 1]]}}}}}}",
       "{a: {$elemMatch: {$not: {$not: "
       "{$geoWithin: {$box: [[0, 0], [1, 1]]}}}, $gt: 1}}}"},
  };
  CheckRows(kRows);
}

TEST_CASE("filters that say the same have one normal form") {
  CheckAlike({"{a: 1, b: {$gt: 2, $lt: 5}}",
              "{b: {$lt: 5, $gt: 2}, a: {$eq: 1}}",
              "{$and: [{b: {$lt: 5}}, {a: {$in: [1]}}, {b: {$gt: 2}}]}",
              "{$and: [{$and: [{a: 1}, {}]}, {b: {$gt: 2, $lt: 5}}, {a: 1}]}"});
  CheckAlike({"{a: {$in: [1, 2, 3]}}", "{$or: [{a: 3}, {a: {$in: [1, 2]}}]}",
              "{$nor: [{a: {$nin: [3, 2, 1]}}]}",
              "{a: {$not: {$not: {$in: [2, 3, 1, 1]}}}}"});
  CheckAlike({"{$or: [{a: 1.0}, {a: 1}, {b: 1}]}",
              "{$or: [{b: 1}, {a: 1}, {a: 1.0}]}",
              "{$or: [{b: 1}, {a: {$in: [1, 1.0]}}]}"});
}

TEST_CASE("a very long list is no trouble") {
  std::string json = "{$or: [";
  for (int i = 0; i < 20'000; ++i) {
    json += "{a: " + std::to_string(19'999 - i) + "}, ";
  }
  const MatchNode normal =
      Normalize(ParsedFilter(FilterOf(json + "{a: -1}]}")));
  const auto* at_path = std::get_if<AtPath>(&normal.kind);
  REQUIRE(at_path != nullptr);
  CHECK(std::get<In>(at_path->predicate).values.size() == 20'001);
}

TEST_CASE("what stands deep inside is in order too") {
  constexpr std::string_view kNested[] = {
      "{a: {$elemMatch: {$elemMatch: {$gt: 1, $lt: 5}, $size: 2}}}",
      "{a: {$elemMatch: {$size: 2, $elemMatch: {$lt: 5, $gt: 1}}}}",
      "{a: {$not: {$not: {$elemMatch: {$elemMatch: {$lt: 5, $gt: 1}, "
      "$size: 2}}}}}",
  };
  CheckAlike(kNested);
  constexpr std::string_view kNegated[] = {
      "{$nor: [{$and: [{b: 1}, {a: {$ne: 2}}]}, {c: 3}]}",
      "{$nor: [{$or: [{c: 3}, {a: {$not: {$eq: 2}}, b: 1}]}]}",
  };
  CheckAlike(kNegated);
  constexpr std::string_view kItems[] = {
      "{a: {$elemMatch: {$not: {$gt: 5, $size: 1}, $regex: 'x', $ne: 1}}}",
      "{a: {$elemMatch: {$ne: 1, $not: {$size: 1, $gt: 5}, $regex: 'x'}}}",
  };
  CheckAlike(kItems);
  constexpr std::string_view kFilters[] = {
      "{$or: [{a: {$elemMatch: {b: 1, c: 2}}}, {a: {$elemMatch: {b: 1}}}]}",
      "{$or: [{a: {$elemMatch: {b: 1}}}, {a: {$elemMatch: {c: 2, b: 1}}}]}",
  };
  CheckAlike(kFilters);
}

}  // namespace
}  // namespace meerkat::query
