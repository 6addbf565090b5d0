#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <meerkat/environment.h>

#include <map>
#include <random>
#include <thread>
#include <utility>

#include "storage/kv/fork_mark.h"
#include "storage/kv/start_thread.h"

namespace meerkat {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

class RealClock : public Clock {
 public:
  Date Now() override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Date{
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
  }
  SteadyTime Steady() override { return std::chrono::steady_clock::now(); }
};

class RealRandom : public RandomSource {
 public:
  uint64_t Next() override {
    thread_local Generator generator;
    if (generator.fork_mark.in_child()) generator = Generator();
    return generator.engine();
  }

 private:
  // Of one thread of one process: a child that went on with its parent's would
  // draw the same numbers.
  struct Generator {
    storage::kv::ForkMark fork_mark;
    std::mt19937_64 engine{Seed()};
  };

  static uint64_t Seed() {
    std::random_device device;
    return (uint64_t{device()} << 32) | device();
  }
};

// Work in the order it is due. The thread ends when it has had nothing to do
// for a while, and the next work starts another.
class ThreadExecutor : public Executor {
 public:
  ~ThreadExecutor() override {
    if (fork_mark_.in_child()) {
      // The thread that this names stayed behind in the parent.
      new std::thread(std::move(thread_));
      return;
    }
    {
      absl::MutexLock lock(&mutex_);
      stopped_ = true;
      due_.clear();
      changed_.SignalAll();
    }
    if (thread_.joinable()) thread_.join();
  }

  bool Schedule(std::chrono::milliseconds delay,
                std::function<void()> work) override {
    if (fork_mark_.in_child()) return false;
    absl::MutexLock lock(&mutex_);
    if (stopped_ || !EnsureRunning()) return false;
    due_.emplace(std::chrono::steady_clock::now() + delay, std::move(work));
    changed_.Signal();
    return true;
  }

 private:
  static constexpr absl::Duration kIdle = absl::Seconds(2);

  bool EnsureRunning() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (running_) return true;
    if (thread_.joinable()) thread_.join();  // It has ended or is about to.
    StatusOr<std::thread> started = storage::kv::StartThread([this] { Run(); });
    running_ = started.ok();
    if (running_) thread_ = *std::move(started);
    return running_;
  }

  void Run() {
    absl::MutexLock lock(&mutex_);
    while (!stopped_) {
      if (due_.empty()) {
        if (changed_.WaitWithTimeout(&mutex_, kIdle) && due_.empty()) break;
        continue;
      }
      const SteadyTime next = due_.begin()->first;
      const SteadyTime now = std::chrono::steady_clock::now();
      if (next > now) {
        changed_.WaitWithTimeout(&mutex_, absl::FromChrono(next - now));
        continue;
      }
      std::function<void()> work = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      mutex_.Unlock();
      work();
      work = nullptr;  // What it holds is let go outside the lock too.
      mutex_.Lock();
    }
    running_ = false;
  }

  const storage::kv::ForkMark fork_mark_;
  absl::Mutex mutex_;
  absl::CondVar changed_;
  std::multimap<SteadyTime, std::function<void()>> due_ ABSL_GUARDED_BY(mutex_);
  // Touched by whoever schedules, and by the destructor when nobody can.
  std::thread thread_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

Clock& Clock::Real() {
  static RealClock clock;
  return clock;
}

RandomSource& RandomSource::Real() {
  static RealRandom random;
  return random;
}

std::unique_ptr<Executor> Executor::NewThread() {
  return std::make_unique<ThreadExecutor>();
}

}  // namespace meerkat
