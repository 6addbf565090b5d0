#include "engine/index_builds.h"

#include <iterator>
#include <utility>

namespace meerkat::engine {

using storage::MutexLock;

IndexBuilds::Entry::Entry(IndexBuilds* builds, storage::Namespace ns,
                          std::vector<std::string> names)
    : builds_(builds) {
  const MutexLock lock(&builds_->mutex_);
  builds_->running_.push_back({std::move(ns), std::move(names)});
  state_ = std::prev(builds_->running_.end());
}

IndexBuilds::Entry::~Entry() {
  const MutexLock lock(&builds_->mutex_);
  builds_->running_.erase(state_);
  ++builds_->ended_;
  builds_->one_ended_.notify_all();
}

void IndexBuilds::Entry::SetProgress(int64_t done, int64_t total) {
  const MutexLock lock(&builds_->mutex_);
  state_->done = done;
  state_->total = total;
}

std::vector<IndexBuildState> IndexBuilds::List() const {
  const MutexLock lock(&mutex_);
  return {running_.begin(), running_.end()};
}

void IndexBuilds::AwaitEnd(const storage::Deadline& deadline) {
  const MutexLock lock(&mutex_);
  const uint64_t before = ended_;
  mutex_.AwaitUntil(one_ended_, deadline,
                    [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
                      return ended_ > before || running_.empty();
                    });
}

}  // namespace meerkat::engine
