// ForkMark: whether this process is a fork of the one that made the mark.
//
// fork() copies a process's memory, but of its threads only the one that
// called it: work that another thread was to do is never done in the copy, and
// a lock that it held stays locked. Files are shared, and two processes that go
// on with one log destroy it. So what must not be used in a copy bears a mark.
//
// Asking costs one load: fork() itself counts (pthread_atfork). What vfork(),
// posix_spawn() and a bare clone() make is not counted.
#pragma once

#include <atomic>
#include <cstdint>

namespace meerkat::storage::kv {

// Thread-safe.
class ForkMark {
 public:
  // Marks what the calling process makes.
  ForkMark();

  bool in_child() const {
    return forks_.load(std::memory_order_relaxed) != made_after_;
  }

 private:
  static void CountFork();

  // Forks between the first process with a mark and this one.
  static std::atomic<uint32_t> forks_;
  uint32_t made_after_;
};

}  // namespace meerkat::storage::kv
