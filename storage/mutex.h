// Mutex: for locks that are taken for every document.
//
// A std::mutex that clang's thread safety analysis understands. Short critical
// sections on the way of each read and write use it; elsewhere absl::Mutex
// says more. Debian's Abseil looks for deadlocks at every lock and does so
// behind one lock of the whole process, which takes 360 instructions where
// this takes 60 (measured).
#pragma once

#include <absl/base/thread_annotations.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "storage/deadline.h"

namespace meerkat::storage {

// Thread-safe. For MutexLock, below.
class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  bool TryLock() ABSL_EXCLUSIVE_TRYLOCK_FUNCTION(true) {
    return mutex_.try_lock();
  }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }
  // For the analysis, where it cannot see that the mutex is held.
  void AssertHeld() const ABSL_ASSERT_EXCLUSIVE_LOCK() {}

  // Lets the mutex go until `changed` is notified and `ready` returns true
  // with the mutex held again, or until `deadline`. Returns ready().
  template <typename Ready>
  bool AwaitUntil(std::condition_variable& changed, const Deadline& deadline,
                  Ready ready) ABSL_EXCLUSIVE_LOCKS_REQUIRED(this) {
    std::unique_lock<std::mutex> lock(mutex_, std::adopt_lock);
    bool is_ready = true;
    if (deadline.interruption() != nullptr) {
      is_ready = AwaitInSlices(lock, changed, deadline, ready);
    } else if (deadline.left() == Deadline::kForever) {
      changed.wait(lock, ready);
    } else {
      is_ready = changed.wait_for(lock, deadline.left(), ready);
    }
    lock.release();
    return is_ready;
  }

 private:
  // An interruption notifies nobody: it has to be looked at.
  static constexpr std::chrono::milliseconds kSlice{10};

  template <typename Ready>
  static bool AwaitInSlices(std::unique_lock<std::mutex>& lock,
                            std::condition_variable& changed,
                            const Deadline& deadline, Ready ready) {
    std::chrono::nanoseconds left = deadline.left();
    while (true) {
      const bool may_wait = !deadline.is_interrupted() && left > left.zero();
      const std::chrono::nanoseconds slice =
          may_wait ? std::min<std::chrono::nanoseconds>(left, kSlice)
                   : left.zero();
      if (changed.wait_for(lock, slice, ready)) return true;
      if (!may_wait) return false;
      if (left != Deadline::kForever) left -= slice;
    }
  }

  std::mutex mutex_;
};

// Holds a mutex while it lives.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex* mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex)
      : mutex_(mutex) {
    mutex_->Lock();
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_->Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex* const mutex_;
};

}  // namespace meerkat::storage
