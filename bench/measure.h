// Clocks and percentiles: how a workload measures time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "bench/row.h"

namespace meerkat::bench {

// Wall-clock and processor time since it was made. Processor time is that of
// the whole process, so work in background threads counts and other load on
// the machine does not.
class Stopwatch {
 public:
  Stopwatch();
  double wall_seconds() const;
  double cpu_seconds() const;

 private:
  std::chrono::steady_clock::time_point wall_start_;
  double cpu_start_;
};

// How long each operation took.
class Latencies {
 public:
  void Add(std::chrono::nanoseconds latency);
  void AddAll(const Latencies& other);
  int64_t count() const { return static_cast<int64_t>(nanoseconds_.size()); }
  // Microseconds that a share of the operations stayed within: 0.5 is the
  // median, 1 the slowest. REQUIRES: count() > 0.
  double Percentile(double share) const;

 private:
  std::vector<uint32_t> nanoseconds_;
};

// Calls `operation()` until it returns false, timing each call.
template <typename Operation>
void TimeEach(Latencies& latencies, Operation operation) {
  auto before = std::chrono::steady_clock::now();
  while (operation()) {
    const auto after = std::chrono::steady_clock::now();
    latencies.Add(after - before);
    before = after;
  }
}

struct Measurement {
  int64_t operations = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
  Latencies latencies;
};

// Runs `body(thread, latencies)` on each of `threads` threads, which start
// together; the clock stops when the last has ended. Each latency is an
// operation.
Measurement MeasureThreads(int threads,
                           const std::function<void(int, Latencies&)>& body);

// A row with the columns that `measurement` can fill.
Row ToRow(std::string_view workload, int threads, std::string_view subject,
          const Measurement& measurement);

// Returns when this process has used next to no processor time for a while.
void WaitUntilIdle();

}  // namespace meerkat::bench
