#include "bench/targets.h"

namespace meerkat::bench {

const std::vector<Target>& AllTargets() {
  constexpr auto kPerCpu = &Row::ops_per_cpu_s;
  constexpr auto kPerSecond = &Row::ops_per_s;
  constexpr auto kMedian = &Row::p50_us;
  constexpr auto kSize = &Row::mb;
  constexpr auto kMore = Better::kMore;
  constexpr auto kLess = Better::kLess;
  constexpr std::nullopt_t kNone = std::nullopt;
  static const std::vector<Target> targets = {
      {"W1", 1, kPerCpu, "a CPU-s", kMore, 0.8, 1.0, kNone},
      {"W1+settle", 1, kPerCpu, "a CPU-s", kMore, kNone, kNone, kNone},
      {"W3", 1, kPerCpu, "a CPU-s", kMore, 0.8, 2.5, kNone},
      // Waiting for the disk is most of it, so the wall clock counts.
      {"W3s", 1, kPerSecond, "a second", kMore, kNone, kNone, kNone},
      {"W3s", 8, kPerSecond, "a second", kMore, 0.85, kNone, kNone},
      {"W4", 1, kMedian, "us", kLess, 0.8, 1.0, kNone},
      {"W4", 2, kMedian, "us", kLess, 0.8, 1.0, kNone},
      {"W7", 1, kPerCpu, "a CPU-s", kMore, 1.0, 5.0, kNone},
      {"W7-sort", 1, kPerCpu, "a CPU-s", kMore, kNone, kNone, 1'000'000},
      {"W7-distinct", 1, kPerCpu, "a CPU-s", kMore, kNone, kNone, kNone},
      {"W13-empty", 1, kMedian, "us", kLess, kNone, kNone, 8'000},
      {"W13-memory", 1, kMedian, "us", kLess, kNone, kNone, 3'000},
      {"W13-cold", 1, kMedian, "us", kLess, kNone, kNone, 25'000},
      {"W14-disk", 1, kSize, "MB", kLess, 1.15, kNone, kNone},
      {"W14-memory", 1, kSize, "MB", kLess, kNone, kNone, 16, true},
      {"W15", 1, kPerCpu, "a CPU-s", kMore, 1.0, kNone, kNone},
  };
  return targets;
}

}  // namespace meerkat::bench
