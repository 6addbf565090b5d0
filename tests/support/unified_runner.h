// Runs tests of the drivers' specifications ("Unified Test Format") against a
// database in this process, by calls or over a socket.
//
// An operation of a test becomes the command that a driver would send. What
// only a driver has, its events above all, is not looked at. The data is not
// part of this repository, see spec_tests.h.
#pragma once

#include <meerkat/document.h>

#include <string>
#include <vector>

#include "tests/support/spec_tests.h"

namespace meerkat::testing {

struct UnifiedResult {
  enum class Outcome {
    kPassed,
    // It asks for another version, a fail point or a topology.
    kSkipped,
    // An operation answered with 238 NotImplemented or 59 CommandNotFound.
    kNotImplemented,
    kFailed,
  };

  // "find: find with multiple batches works".
  std::string name;
  Outcome outcome = Outcome::kPassed;
  // Why it did not pass.
  std::string reason;
};

// By which way commands go: see command_sender.h.
enum class Way { kInProcess, kSocket };

// All tests of a file, each over a database of its own in memory.
std::vector<UnifiedResult> RunUnified(const SpecFile& file,
                                      Way way = Way::kInProcess);

}  // namespace meerkat::testing
