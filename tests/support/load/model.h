// Model: what one thread's documents must be after a row of operations.
//
// The oracle of the durability tests: it applies operations as MongoDB defines
// them, in memory and without a thought of speed, and says what each must have
// returned.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "tests/support/load/operation.h"

namespace meerkat::testing {

// The documents of one thread: by collection, by key. A collection of its own
// is among them when it exists; the shared ones always are.
using ThreadState = std::map<uint32_t, std::map<uint64_t, Version>>;

class Model {
 public:
  // Nothing was written yet.
  Model();

  Outcome Apply(const Operation& operation);

  const ThreadState& state() const { return state_; }
  // A number that grows with the time of insertion. Replacing keeps it.
  // REQUIRES: the document is there.
  uint64_t InsertionOrder(uint32_t collection, uint64_t key) const;

 private:
  using Documents = std::map<uint64_t, Version>;

  Outcome InsertMany(const Operation& operation);
  Outcome Replace(const Operation& operation, bool upsert);
  Outcome Delete(const Operation& operation);
  Outcome DeleteAll(uint32_t collection);
  Outcome Create(uint32_t collection);
  Outcome Drop(uint32_t collection);
  Outcome Rename(const Operation& operation, bool drop_target);

  bool Insert(uint32_t collection, uint64_t key, Version version);
  // Null when the collection does not exist.
  Documents* Find(uint32_t collection);

  ThreadState state_;
  std::map<std::pair<uint32_t, uint64_t>, uint64_t> inserted_;
  uint64_t next_insertion_ = 1;
};

// In words, where two states differ first; empty when they are equal.
std::string Difference(const ThreadState& expected, const ThreadState& actual);

}  // namespace meerkat::testing
