// Interruption: ends an operation from another thread.
//
//   Interruption interruption;
//   // one thread
//   database.RunCommand(command, {.interruption = &interruption});
//   // another
//   interruption.Kill();
//
// An operation looks at it wherever it looks at its time limit: every few
// hundred microseconds while it reads, sorts or computes, between documents
// that it writes, and while it waits for another writer. It then fails with
// what Kill() was given. What it had written by then stays.
#pragma once

#include <meerkat/status.h>

#include <atomic>

namespace meerkat {

// For one operation. Thread-safe.
class Interruption {
 public:
  Interruption() = default;
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // The first call counts, later ones change nothing. Without a reason: 11601
  // Interrupted. REQUIRES: `why` is an error.
  void Kill();
  void Kill(Status why);

  bool is_killed() const { return killed_.load(std::memory_order_acquire); }
  // Why; ok while nobody has killed it.
  Status status() const;

 private:
  std::atomic<bool> claimed_ = false;
  // Written by who claimed it, read when killed_ is set.
  Status why_;
  std::atomic<bool> killed_ = false;
};

}  // namespace meerkat
