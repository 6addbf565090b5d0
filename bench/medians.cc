#include "bench/medians.h"

#include <algorithm>
#include <optional>
#include <span>

namespace meerkat::bench {

namespace {

bool IsOfSameThing(const Row& a, const Row& b) {
  return a.workload == b.workload && a.threads == b.threads &&
         a.subject == b.subject;
}

std::optional<double> MedianOf(std::span<const Row* const> rows,
                               std::optional<double> Row::*column) {
  std::vector<double> numbers;
  for (const Row* row : rows) {
    if (row->*column) numbers.push_back(*(row->*column));
  }
  if (numbers.empty()) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  return numbers[numbers.size() / 2];
}

Row MedianRow(std::span<const Row* const> runs) {
  Row median = *runs.back();
  for (const auto column : {&Row::ops_per_cpu_s, &Row::ops_per_s, &Row::p50_us,
                            &Row::p99_us, &Row::mb}) {
    median.*column = MedianOf(runs, column);
  }
  return median;
}

}  // namespace

std::vector<Row> Medians(const std::vector<Row>& rows) {
  std::vector<Row> medians;
  for (const Row& first : rows) {
    const auto is_same = [&](const Row& row) {
      return IsOfSameThing(row, first);
    };
    if (std::any_of(medians.begin(), medians.end(), is_same)) continue;
    std::vector<const Row*> runs;
    for (const Row& row : rows) {
      if (is_same(row)) runs.push_back(&row);
    }
    medians.push_back(MedianRow(runs));
  }
  return medians;
}

}  // namespace meerkat::bench
