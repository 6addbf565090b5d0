// FakeClock: time that moves only when told.
#pragma once

#include <meerkat/environment.h>

#include <atomic>
#include <chrono>
#include <cstdint>

namespace meerkat::testing {

// Thread-safe.
class FakeClock final : public Clock {
 public:
  // Starts at 2024-01-01T00:00:00Z unless told otherwise.
  explicit FakeClock(Date now = Date{1704067200000}) : now_(now.millis) {}

  Date Now() override { return Date{now_}; }
  std::chrono::steady_clock::time_point Steady() override {
    return std::chrono::steady_clock::time_point(
        std::chrono::milliseconds(steady_));
  }

  // Moves both clocks on.
  void Advance(std::chrono::milliseconds by) {
    now_ += by.count();
    steady_ += by.count();
  }
  // Sets the wall clock, backwards too; the steady one does not notice.
  void SetNow(Date now) { now_ = now.millis; }

 private:
  std::atomic<int64_t> now_;
  std::atomic<int64_t> steady_{0};
};

}  // namespace meerkat::testing
