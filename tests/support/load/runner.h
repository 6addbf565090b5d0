// LoadRunner: the mixed load on an open database of this process, each thread
// noting what it does.
#pragma once

#include <meerkat/client.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/load/generator.h"
#include "tests/support/load/history.h"

namespace meerkat::testing {

struct LoadOptions {
  uint32_t threads = 3;
  uint64_t seed = 1;
  // Share of the writes that ask for journal.
  double journal_share = 0.1;
  // Of each thread, after which it ends.
  size_t most_operations = 3000;
};

// Whether an operation of the load may end with `code` on a sound system.
bool IsExpected(ErrorCode code);

// Used by one thread.
class LoadRunner {
 public:
  // Starts. Thread i goes on from generators[i]. A thread ends by itself with
  // an operation that fails; that one counts as not ended, for it may have had
  // its effect or not.
  LoadRunner(Client client, const LoadOptions& options,
             const std::vector<GeneratorState>& generators);
  ~LoadRunner();
  LoadRunner(const LoadRunner&) = delete;
  LoadRunner& operator=(const LoadRunner&) = delete;

  // Operations of a thread that have ended so far.
  size_t ended(uint32_t thread) const;
  // Whether a thread has come to an operation that failed.
  bool has_failed() const { return has_failed_; }

  // Ends all threads after the operation they are at.
  void Stop();

  // What a thread did, where its generator is, and what its last operation
  // failed with, or kOk. REQUIRES: stopped.
  const std::vector<Event>& events(uint32_t thread) const;
  const GeneratorState& generator(uint32_t thread) const;
  ErrorCode error(uint32_t thread) const;

 private:
  struct Worker;
  void Work(Worker& worker, size_t most_operations);

  Client client_;
  std::atomic<uint64_t> tick_{0};
  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> has_failed_{false};
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace meerkat::testing
