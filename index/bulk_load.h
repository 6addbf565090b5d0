// BulkLoad: many entries into an index that nobody else writes to.
//
// Entries come in any order, are sorted in memory, and go to the store in long
// runs. So an index is filled from the documents there are. What changes
// meanwhile is kept in the index's log and carried out afterwards:
//
//   writers   ----- log 7 -----|----- log 8 -----|--- the index itself --->
//   build       bulk load        log 7             log 8, all writers wait
//
// A log that is carried out when nobody writes to it any more makes the index
// agree with the collection as it was at that moment.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/index_changes.h"
#include "index/index_set.h"
#include "storage/kv/snapshot.h"
#include "storage/kv/store.h"

namespace meerkat::index {

// Used by one thread at a time.
class BulkLoad {
 public:
  // Both outlive it. Holds at most about `memory` bytes.
  BulkLoad(storage::kv::Store* store, const Index* index, size_t memory);

  // Adds the entries of one document. `keys` may be changed afterwards.
  Status Add(const KeySet& keys, std::string_view locator);
  // Writes what is left.
  Status Finish();

  // Of a unique index: a key that two documents have, once Add() or Finish()
  // has failed with 11000.
  const std::optional<DuplicateKey>& duplicate() const { return duplicate_; }

 private:
  // In arena_: fields, locator, type bits.
  struct Entry {
    // The first bytes of the fields, as a number.
    uint64_t prefix;
    size_t offset;
    uint32_t fields_size;
    uint32_t locator_size;
    uint32_t bits_size;
  };

  std::string_view Fields(const Entry& entry) const;
  // Fields and locator.
  std::string_view WholeKey(const Entry& entry) const;
  StoredEntry Stored(const Entry& entry) const;
  bool Before(const Entry& a, const Entry& b) const;
  Status Flush();
  Status CheckUnique(const Entry& entry, const Entry* previous);
  Status Duplicate(const Entry& entry);

  storage::kv::Store* const store_;
  const Index* const index_;
  const size_t memory_;
  std::string arena_;
  std::vector<Entry> entries_;
  std::optional<DuplicateKey> duplicate_;
  // Whether something has been written before.
  bool has_runs_ = false;
};

// Carries out the log with this id, as `snapshot` shows it. `check` is asked
// now and then whether to go on. Errors: 11000, with `duplicate` set, for a key
// that two documents have at the end of it.
Status CarryOutLog(storage::kv::Store& store, const Index& index, uint32_t log,
                   const storage::kv::Snapshot& snapshot,
                   absl::FunctionRef<Status()> check,
                   std::optional<DuplicateKey>& duplicate);

}  // namespace meerkat::index
