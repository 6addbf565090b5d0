// OperationGenerator: an endless row of operations of one thread.
//
// Keeps collections small: what is inserted in "ascending" is deleted again
// some eighty documents later, and the other keys come from a small set.
#pragma once

#include <cstdint>
#include <random>

#include "tests/support/load/operation.h"

namespace meerkat::testing {

// Where a thread's row of operations has got to. Trivially copyable, to be
// carried from one process to the next.
struct GeneratorState {
  uint64_t next_number = 1;
  // Keys in [oldest_key, next_key) have been inserted in "ascending".
  uint64_t next_key = 1;
  uint64_t oldest_key = 1;
};

class OperationGenerator {
 public:
  // Goes on from `state`; `journal_share` of the writes ask for journal.
  OperationGenerator(uint32_t thread, uint64_t seed, GeneratorState state,
                     double journal_share);

  Operation Next();
  const GeneratorState& state() const { return state_; }

 private:
  Operation NextAscending();
  Operation NextOfRandomKeys(uint32_t collection);
  Operation NextOfOwnCollections();
  OperationKind PickInsert();
  uint64_t Pick(uint64_t low, uint64_t high);

  const uint32_t thread_;
  const double journal_share_;
  GeneratorState state_;
  std::mt19937_64 random_;
};

}  // namespace meerkat::testing
