// Metrics: what a server counts, for serverStatus and top.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meerkat::server {

// What serverStatus counts operations by.
enum class OpCounter : uint8_t {
  kInsert,
  kQuery,
  kUpdate,
  kDelete,
  kGetMore,
  kCommand,
};
inline constexpr size_t kOpCounters = 6;
// "getmore".
std::string_view OpCounterName(OpCounter counter);

// What opLatencies of serverStatus tells apart.
enum class Latency : uint8_t { kReads, kWrites, kCommands };
inline constexpr size_t kLatencies = 3;

// A number that only grows. Thread-safe.
class Counter {
 public:
  void Add(int64_t count = 1) {
    count_.fetch_add(count, std::memory_order_relaxed);
  }
  int64_t value() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> count_ = 0;
};

// How often something was done, and how long it took altogether.
struct TimedCount {
  int64_t microseconds = 0;
  int64_t count = 0;

  void Add(std::chrono::microseconds time) {
    microseconds += time.count();
    ++count;
  }
};

// Thread-safe.
struct Metrics {
  struct OfCommand {
    Counter total;
    Counter failed;
  };
  struct OfLatency {
    Counter microseconds;
    Counter operations;
  };

  // As many as there are commands in the table.
  explicit Metrics(size_t count) : commands(count) {}

  Counter failed_logins;
  Counter slow_operations;
  // Errors that clients were answered with.
  Counter user_errors;
  Counter inserted_documents;
  Counter updated_documents;
  Counter deleted_documents;
  Counter retried_writes;
  std::array<Counter, kOpCounters> operations;
  std::array<OfLatency, kLatencies> latencies;
  std::vector<OfCommand> commands;
};

// Times by collection: what `top` shows. Thread-safe.
class CollectionTimes {
 public:
  struct Times {
    TimedCount reads;
    TimedCount writes;
    std::array<TimedCount, kOpCounters> operations = {};
  };

  // Clients make up names: those beyond this many are not counted.
  static constexpr size_t kMostCollections = 10'000;
  // Nor are those that no collection can have, being longer or having a NUL.
  static constexpr size_t kLongestName = 255;

  void Add(std::string_view ns, OpCounter counter, Latency latency,
           std::chrono::microseconds time);
  // By name.
  std::vector<std::pair<std::string, Times>> All() const;

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, Times, std::less<>> times_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meerkat::server
