#include "bench/measure.h"

#include <time.h>

#include <algorithm>
#include <latch>
#include <limits>
#include <thread>

namespace meerkat::bench {

namespace {

double ProcessCpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) +
         1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

Stopwatch::Stopwatch()
    : wall_start_(std::chrono::steady_clock::now()),
      cpu_start_(ProcessCpuSeconds()) {}

double Stopwatch::wall_seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                       wall_start_)
      .count();
}

double Stopwatch::cpu_seconds() const {
  return ProcessCpuSeconds() - cpu_start_;
}

void Latencies::Add(std::chrono::nanoseconds latency) {
  constexpr int64_t kLongest = std::numeric_limits<uint32_t>::max();
  nanoseconds_.push_back(
      static_cast<uint32_t>(std::min<int64_t>(latency.count(), kLongest)));
}

void Latencies::AddAll(const Latencies& other) {
  nanoseconds_.insert(nanoseconds_.end(), other.nanoseconds_.begin(),
                      other.nanoseconds_.end());
}

double Latencies::Percentile(double share) const {
  std::vector<uint32_t> sorted = nanoseconds_;
  const auto last = static_cast<double>(sorted.size() - 1);
  const auto place = sorted.begin() + static_cast<int64_t>(share * last);
  std::nth_element(sorted.begin(), place, sorted.end());
  return *place / 1000.0;
}

Measurement MeasureThreads(int threads,
                           const std::function<void(int, Latencies&)>& body) {
  std::vector<Latencies> latencies(static_cast<size_t>(threads));
  std::latch ready(threads);
  std::latch start(1);
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] {
      ready.count_down();
      start.wait();
      body(thread, latencies[static_cast<size_t>(thread)]);
    });
  }
  ready.wait();
  const Stopwatch stopwatch;
  start.count_down();
  for (std::thread& thread : running) thread.join();

  Measurement measurement;
  measurement.wall_seconds = stopwatch.wall_seconds();
  measurement.cpu_seconds = stopwatch.cpu_seconds();
  for (const Latencies& each : latencies) measurement.latencies.AddAll(each);
  measurement.operations = measurement.latencies.count();
  return measurement;
}

Row ToRow(std::string_view workload, int threads, std::string_view subject,
          const Measurement& measurement) {
  Row row;
  row.workload = workload;
  row.threads = threads;
  row.subject = subject;
  const auto operations = static_cast<double>(measurement.operations);
  row.ops_per_cpu_s = operations / measurement.cpu_seconds;
  row.ops_per_s = operations / measurement.wall_seconds;
  if (measurement.latencies.count() > 0) {
    row.p50_us = measurement.latencies.Percentile(0.5);
    row.p99_us = measurement.latencies.Percentile(0.99);
  }
  return row;
}

void WaitUntilIdle() {
  constexpr auto kWhile = std::chrono::milliseconds(200);
  constexpr double kNextToNothing = 0.002;
  for (;;) {
    const Stopwatch stopwatch;
    std::this_thread::sleep_for(kWhile);
    if (stopwatch.cpu_seconds() < kNextToNothing) return;
  }
}

}  // namespace meerkat::bench
