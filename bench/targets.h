// Targets: how fast and how small Meerkat should be, beside whom. A missed one
// is explained in README.md; it never fails anything.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bench/row.h"

namespace meerkat::bench {

enum class Better { kMore, kLess };

// What is compared for one workload, and the ratio to reach. With kMore the
// ratio should be at least `to_rocksdb`, with kLess at most.
struct Target {
  std::string_view workload;
  int threads;
  // The column that is compared, and how it is called.
  std::optional<double> Row::*column;
  std::string_view unit;
  Better better;
  std::optional<double> to_rocksdb;
  std::optional<double> to_sqlite;
  // What the column itself should be: at least with kMore, at most with kLess.
  std::optional<double> limit;
  // Whether `limit` comes on top of the memory budget.
  bool beyond_budget = false;
};

const std::vector<Target>& AllTargets();

}  // namespace meerkat::bench
