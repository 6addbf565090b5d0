// Checks that an index holds what the documents of its collection have in it:
// every entry that they should have, and no other.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <vector>

#include "index/index_set.h"
#include "storage/deadline.h"
#include "storage/kv/store.h"
#include "storage/record_store.h"

namespace meerkat::index {

struct IndexReport {
  std::string name;
  // Entries.
  int64_t keys = 0;
  // What is wrong, a line each; of many only the first hundred.
  std::vector<std::string> errors;
};

// Compares all indexes that are ready with the documents, as `snapshot` shows
// both. Writers go on meanwhile. Fails only when `deadline` passes and when the
// store cannot be read.
StatusOr<std::vector<IndexReport>> CheckIndexes(
    storage::kv::Store& store, const storage::RecordStore& records,
    const IndexSet& indexes, const storage::kv::Snapshot& snapshot,
    const storage::Deadline& deadline = {});

}  // namespace meerkat::index
