#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <meerkat/environment.h>

#include <map>
#include <random>
#include <thread>
#include <utility>

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
    thread_local std::mt19937_64 generator{Seed()};
    return generator();
  }

 private:
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
    {
      absl::MutexLock lock(&mutex_);
      stopped_ = true;
      due_.clear();
      changed_.SignalAll();
    }
    if (thread_.joinable()) thread_.join();
  }

  void Schedule(std::chrono::milliseconds delay,
                std::function<void()> work) override {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return;
    due_.emplace(std::chrono::steady_clock::now() + delay, std::move(work));
    changed_.Signal();
    if (running_) return;
    if (thread_.joinable()) thread_.join();  // It has ended or is about to.
    running_ = true;
    thread_ = std::thread([this] { Run(); });
  }

 private:
  static constexpr absl::Duration kIdle = absl::Seconds(2);

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
