// ManualExecutor: background work that runs only when told, on the thread that
// tells, so that a test decides what has happened by when.
//
//   ManualExecutor executor;
//   ... open with {.environment = {.executor = &executor}}, write ...
//   executor.Advance(std::chrono::milliseconds(100));  // the log is synced now
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/environment.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>

namespace meerkat::testing {

// Thread-safe. Work that still waits when the executor goes is never run.
class ManualExecutor final : public Executor {
 public:
  bool Schedule(std::chrono::milliseconds delay,
                std::function<void()> work) override;

  // Moves time on by `by` and runs what falls due on the way, in the order of
  // its times; what that work schedules runs too when it falls due.
  void Advance(std::chrono::milliseconds by);

  // Number of pieces of work that wait.
  size_t waiting() const;

 private:
  // Takes the first work due at `end` or before and moves time to it; an empty
  // function when there is none.
  std::function<void()> TakeDue(std::chrono::milliseconds end);

  mutable absl::Mutex mutex_;
  std::chrono::milliseconds now_ ABSL_GUARDED_BY(mutex_){0};
  // By due time; equal times in the order of scheduling.
  std::multimap<std::chrono::milliseconds, std::function<void()>> work_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace meerkat::testing
