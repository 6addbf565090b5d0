// A pipeline: the stages of an aggregation as data, read and checked.
//
//   [{$match: {a: 1}}, {$skip: 5}, {$group: {_id: 1, n: {$sum: 1}}}]
//   Match, Skip, GroupAll
//
// parse.h makes it; query/exec/pipeline.h makes stages that run from it.
// MongoDB manual, "Aggregation Stages".
#pragma once

#include <meerkat/value.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/match/matcher.h"
#include "query/sort/sort_pattern.h"

namespace meerkat::query::pipeline {

// $match.
struct Match {
  std::shared_ptr<const Matcher> matcher;
};

// $sort. The pattern has keys.
struct SortBy {
  SortPattern pattern;
};

// $skip, not negative.
struct Skip {
  int64_t count = 0;
};

// $limit, positive.
struct Limit {
  int64_t count = 0;
};

// $group over a constant, where all documents become one, and none where there
// are none: {_id: <id>, <name>: <the sum of so many addends>, ...}. $count is
// one without an _id.
struct GroupAll {
  struct Sum {
    std::string name;
    Value addend;
  };
  std::optional<Value> id;
  std::vector<Sum> sums;
};

using Stage = std::variant<Match, SortBy, Skip, Limit, GroupAll>;

}  // namespace meerkat::query::pipeline
