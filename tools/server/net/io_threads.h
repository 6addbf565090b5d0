// IoThreads: the threads that wait for the network and run commands.
//
// A command runs on the thread that read it. There is always one more thread
// than commands that run, so that a long one holds up nobody. Threads that have
// had nothing to do for a while end; those that stay wait in the kernel.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <list>
#include <memory>
#include <thread>

namespace asio {
class io_context;
}

namespace meerkat::server {

// Thread-safe.
class IoThreads {
 public:
  // Never more than `most` threads; then commands wait. Throws
  // std::system_error where the system has no file handle for it.
  explicit IoThreads(int most);
  ~IoThreads();
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;

  asio::io_context& context() { return *context_; }

  // False when the system has not even one thread to give.
  bool Start();
  // Returns when no thread runs any more: each finishes what it does, and
  // begins nothing else. Not from one of them. Calling it again is ok.
  void Stop();

  // Whether so few threads are busy that one may be kept waiting for what it
  // could be told by the others.
  bool HasRoom() const;

  // Lives while a command runs, or a thread waits by itself.
  class Busy {
   public:
    explicit Busy(IoThreads& threads);
    ~Busy();
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    IoThreads& threads_;
  };

 private:
  using Threads = std::list<std::thread>;

  bool Add() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run(Threads::iterator self);
  // Runs what there is to do, or waits for it. False: the thread is not needed.
  bool RunOne();
  bool IsSpare() const;
  // Whether the thread may end; it is counted out then.
  bool Leave(Threads::iterator self);

  const int most_;
  const std::unique_ptr<asio::io_context> context_;
  // Read for every command; running_ is written under mutex_ only.
  std::atomic<int> busy_ = 0;
  std::atomic<int> running_ = 0;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  Threads threads_ ABSL_GUARDED_BY(mutex_);
  // Ended, to be joined.
  Threads ended_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meerkat::server
