// Work of one owner in the background, which ends before its owner does.
#pragma once

#include <meerkat/environment.h>

#include <chrono>
#include <functional>
#include <memory>

namespace meerkat::storage::kv {

// Thread-safe.
class BackgroundTasks {
 public:
  // `executor` outlives this.
  explicit BackgroundTasks(Executor* executor);
  ~BackgroundTasks();

  // Runs `work` later, unless Stop() comes first. False when the executor does
  // not take it.
  bool Schedule(std::chrono::milliseconds delay, std::function<void()> work);
  // Returns when no work runs; what is still scheduled will never run. Must
  // not be called from such work.
  void Stop();

 private:
  struct Gate;
  Executor* executor_;
  std::shared_ptr<Gate> gate_;
};

}  // namespace meerkat::storage::kv
