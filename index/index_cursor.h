// IndexCursor: the entries of one index in their order, or backwards.
//
//   IndexCursor entries(store, *index, snapshot, {.begin = EncodeKey(five)});
//   while (entries.Next()) Fetch(entries.locator());
//   MEERKAT_RETURN_IF_ERROR(entries.status());
//
// A document has an entry for each of its keys, so that it may be met several
// times in an index that is multikey.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string_view>

#include "index/index_set.h"
#include "index/key_bounds.h"
#include "index/stored_entry.h"
#include "storage/kv/store.h"
#include "storage/record_locator.h"
#include "storage/run_cursor.h"

namespace meerkat::index {

// Move-only, used by one thread at a time. Begins before the first entry.
// `store`, `index` and the snapshot outlive it.
class IndexCursor {
 public:
  IndexCursor(
      const storage::kv::Store& store, const Index& index,
      const storage::kv::Snapshot& snapshot, const KeyRange& range,
      storage::ScanDirection direction = storage::ScanDirection::kForward);

  // Moves to the next entry; false at the end and on an error, after which it
  // is not asked again.
  bool Next();

  // The current entry. REQUIRES: Next() returned true. Views are valid until
  // the next call of Next().
  std::string_view fields() const { return entry_.fields; }
  std::string_view type_bits() const { return entry_.type_bits; }
  const storage::Locator& locator() const { return locator_; }
  // Where a range may begin again.
  std::string_view key() const { return cursor_.key().substr(kIndexIdSize); }
  // {a: 1, "b.c": "x"}; see key_values.h, also for errors.
  StatusOr<Document> Values() const;

  // Ok unless Next() ended by an error: 301 DataCorruptionDetected for an entry
  // that cannot be read, those of reading.
  const Status& status() const { return status_; }

 private:
  void Move();
  Status Read();

  const Index* index_;
  bool is_forward_;
  bool started_ = false;
  storage::kv::Cursor cursor_;
  StoredEntry entry_;
  storage::Locator locator_;
  Status status_;
};

}  // namespace meerkat::index
