// The outside world, as interfaces: time, randomness, files, background work.
//
// A database takes them through ClientOptions, so that tests replay a run from
// a seed, step the clock, fail the n-th write, or lose power. A null pointer
// stands for the real thing. All implementations must be thread-safe, and must
// outlive the database that was opened with them.
#pragma once

#include <meerkat/document.h>

#include <chrono>
#include <cstdint>
#include <functional>

namespace meerkat {

class FileSystem;

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time; may step backwards.
  virtual Date Now() = 0;
  // Never goes backwards; for deadlines and durations.
  virtual std::chrono::steady_clock::time_point Steady() = 0;

  static Clock& Real();
};

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  // 64 uniformly distributed bits.
  virtual uint64_t Next() = 0;

  // Seeded by the operating system.
  static RandomSource& Real();
};

// Runs work in the background. A database schedules only what it needs: an
// idle one keeps no thread awake.
class Executor {
 public:
  virtual ~Executor() = default;
  // Runs `work` once, on some thread, not before `delay` has passed, and
  // returns true. Returns false when it cannot: the work is dropped then, and
  // whoever has it does it now or asks again later.
  virtual bool Schedule(std::chrono::milliseconds delay,
                        std::function<void()> work) = 0;

  // One thread, started by the first piece of work and ended after a while
  // without any. Takes no work while the system has no thread to give, and none
  // in a forked child of the process that made it.
  static std::unique_ptr<Executor> NewThread();
};

struct Environment {
  Clock* clock = nullptr;
  RandomSource* random = nullptr;
  FileSystem* file_system = nullptr;
  Executor* executor = nullptr;
};

}  // namespace meerkat
