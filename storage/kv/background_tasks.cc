#include "storage/kv/background_tasks.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <utility>

namespace meerkat::storage::kv {

// Outlives its owner for as long as scheduled work refers to it.
struct BackgroundTasks::Gate {
  absl::Mutex mutex;
  bool stopped ABSL_GUARDED_BY(mutex) = false;
  int running ABSL_GUARDED_BY(mutex) = 0;

  bool Enter() {
    absl::MutexLock lock(&mutex);
    if (stopped) return false;
    ++running;
    return true;
  }
  void Leave() {
    absl::MutexLock lock(&mutex);
    --running;
  }
};

BackgroundTasks::BackgroundTasks(Executor* executor)
    : executor_(executor), gate_(std::make_shared<Gate>()) {}

BackgroundTasks::~BackgroundTasks() { Stop(); }

bool BackgroundTasks::Schedule(std::chrono::milliseconds delay,
                               std::function<void()> work) {
  return executor_->Schedule(delay, [gate = gate_, work = std::move(work)] {
    if (!gate->Enter()) return;
    work();
    gate->Leave();
  });
}

void BackgroundTasks::Stop() {
  absl::MutexLock lock(&gate_->mutex);
  gate_->stopped = true;
  auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(gate_->mutex) {
    return gate_->running == 0;
  };
  gate_->mutex.Await(absl::Condition(&idle));
}

}  // namespace meerkat::storage::kv
