// Board: where a worker process notes what it does, in memory that it shares
// with its parent and that outlives it.
//
// An operation is noted before it begins and again when it has ended, so after
// a kill the parent knows what was acknowledged, what was on its way, and
// nothing else can have happened.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "tests/support/load/generator.h"
#include "tests/support/load/history.h"

namespace meerkat::testing {

inline constexpr size_t kBoardEvents = 8192;

// What a worker shall do after opening the database.
enum class WorkerTask : uint32_t {
  kLoad,  // operations on several threads until it is killed
  kWait,  // nothing
};

enum class WorkerPhase : uint32_t { kOpening, kOpen, kFailed };

struct BoardThread {
  GeneratorState generator;
  // events[0, begun) are noted, of which events[0, ended) have ended.
  std::atomic<size_t> begun;
  std::atomic<size_t> ended;
  Event events[kBoardEvents];

  std::span<const Event> noted() const { return {events, begun}; }
};

struct Board {
  uint64_t seed;
  WorkerTask task;
  std::atomic<WorkerPhase> phase;
  // Why opening failed.
  char error[1024];
  std::atomic<uint64_t> tick;
  BoardThread threads[kMaxLoadThreads];

  // Makes it ready for the next worker; the generators go on where they are.
  void Reset(WorkerTask next_task, uint64_t next_seed);
};

// Maps the board in the file at `path`, which is made when missing. Ends the
// program when that fails.
std::shared_ptr<Board> MapBoard(const std::string& path);

}  // namespace meerkat::testing
