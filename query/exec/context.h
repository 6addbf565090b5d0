// ExecutionContext: what all stages of one running query share.
#pragma once

#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "query/exec/stage.h"

namespace meerkat::query {

// One thread at a time.
class ExecutionContext {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // All outlive it. `closing` becomes true when the database closes. Without a
  // deadline it may run for ever.
  ExecutionContext(Clock* clock, RandomSource* random,
                   const std::atomic<bool>* closing,
                   std::optional<Time> deadline)
      : clock_(clock),
        random_(random),
        closing_(closing),
        deadline_(deadline) {}

  RandomSource* random() const { return random_; }

  // What ended the query; ok while nothing did.
  const Status& error() const { return error_; }
  Step Fail(Status error) {
    error_ = std::move(error);
    return Step::kFailed;
  }

  // To be asked for each document looked at. False, with an error, when the
  // time is up (50 MaxTimeMSExpired) or the database closes (91
  // ShutdownInProgress).
  bool MayGoOn() { return ++looked_at_ % kLookEvery != 0 || Look(); }

 private:
  // A document takes some microseconds, so this is well below 10 ms.
  static constexpr uint32_t kLookEvery = 64;

  bool Look();

  Clock* clock_;
  RandomSource* random_;
  const std::atomic<bool>* closing_;
  std::optional<Time> deadline_;
  uint32_t looked_at_ = 0;
  Status error_;
};

}  // namespace meerkat::query
