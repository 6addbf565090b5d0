#include "tests/support/manual_executor.h"

#include <algorithm>
#include <utility>

namespace meerkat::testing {

bool ManualExecutor::Schedule(std::chrono::milliseconds delay,
                              std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  work_.emplace(now_ + delay, std::move(work));
  return true;
}

void ManualExecutor::Advance(std::chrono::milliseconds by) {
  std::chrono::milliseconds end;
  {
    absl::MutexLock lock(&mutex_);
    end = now_ + by;
  }
  while (std::function<void()> work = TakeDue(end)) work();
  absl::MutexLock lock(&mutex_);
  now_ = std::max(now_, end);
}

size_t ManualExecutor::waiting() const {
  absl::MutexLock lock(&mutex_);
  return work_.size();
}

std::function<void()> ManualExecutor::TakeDue(std::chrono::milliseconds end) {
  absl::MutexLock lock(&mutex_);
  if (work_.empty() || work_.begin()->first > end) return {};
  auto first = work_.extract(work_.begin());
  now_ = std::max(now_, first.key());
  return std::move(first.mapped());
}

}  // namespace meerkat::testing
