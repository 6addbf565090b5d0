// FakeRandom: randomness that a seed repeats.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/environment.h>

#include <cstdint>
#include <random>

namespace meerkat::testing {

// Thread-safe; with several threads the numbers repeat but not who gets which.
class FakeRandom final : public RandomSource {
 public:
  explicit FakeRandom(uint64_t seed = 1) : engine_(seed) {}

  uint64_t Next() override {
    absl::MutexLock lock(&mutex_);
    return engine_();
  }

 private:
  absl::Mutex mutex_;
  std::mt19937_64 engine_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meerkat::testing
