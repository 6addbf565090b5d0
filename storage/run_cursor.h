// RunCursor: one run of a collection's records, walked one way.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/kv/cursor.h"
#include "storage/kv/store.h"
#include "storage/record_key.h"

namespace meerkat::storage {

enum class ScanDirection : uint8_t { kForward, kBackward };

// Encoded _ids, from `lower` to before `upper`. Empty: without an end there.
struct IdRange {
  std::string lower = {};
  std::string upper = {};
};

// Move-only, used by one thread at a time. `store` and the snapshot outlive it.
class RunCursor {
 public:
  // `range` is for runs whose keys end in _ids.
  RunCursor(const kv::Store& store, uint32_t collection, Run run,
            const kv::Snapshot& snapshot, ScanDirection direction,
            const IdRange& range = {});

  bool is_forward() const { return direction_ == ScanDirection::kForward; }
  // To the first entry of the walk.
  void Start() { is_forward() ? cursor_.SeekToFirst() : cursor_.SeekToLast(); }
  // To the entry at `suffix`, or the next one on the way.
  void Seek(std::string_view suffix);
  // To the next one. REQUIRES: Valid()
  void Move() { is_forward() ? cursor_.Next() : cursor_.Prev(); }

  // False at the end, and after an error: see status().
  bool Valid() const { return cursor_.Valid(); }
  // What comes behind the collection and the run in the key. REQUIRES, as for
  // value(): Valid(). They view the store's own memory until the cursor moves.
  std::string_view suffix() const {
    return cursor_.key().substr(kRunPrefixSize);
  }
  std::string_view value() const { return cursor_.value(); }
  Status status() const { return cursor_.status(); }

 private:
  uint32_t collection_;
  Run run_;
  ScanDirection direction_;
  kv::Cursor cursor_;
};

}  // namespace meerkat::storage
