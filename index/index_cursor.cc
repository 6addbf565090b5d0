#include "index/index_cursor.h"

#include <cstdint>
#include <string>

#include "index/key_values.h"
#include "storage/status_macros.h"

namespace meerkat::index {

namespace {

using storage::ScanDirection;
using storage::kv::Keyspace;

storage::kv::Cursor NewCursor(const storage::kv::Store& store, uint32_t id,
                              const storage::kv::Snapshot& snapshot,
                              const KeyRange& range) {
  const std::string lower = EntryPrefix(id) + range.begin;
  const std::string upper =
      range.end.empty() ? EntryPrefix(id + 1) : EntryPrefix(id) + range.end;
  return store.NewCursor(
      Keyspace::kIndex,
      {.lower = lower, .upper = upper, .snapshot = &snapshot});
}

}  // namespace

IndexCursor::IndexCursor(const storage::kv::Store& store, const Index& index,
                         const storage::kv::Snapshot& snapshot,
                         const KeyRange& range, ScanDirection direction)
    : index_(&index),
      is_forward_(direction == ScanDirection::kForward),
      cursor_(NewCursor(store, index.info.id, snapshot, range)) {}

void IndexCursor::Move() {
  if (started_) {
    is_forward_ ? cursor_.Next() : cursor_.Prev();
  } else {
    is_forward_ ? cursor_.SeekToFirst() : cursor_.SeekToLast();
    started_ = true;
  }
}

bool IndexCursor::Next() {
  Move();
  status_ = cursor_.Valid() ? Read() : cursor_.status();
  return cursor_.Valid() && status_.ok();
}

Status IndexCursor::Read() {
  MEERKAT_ASSIGN_OR_RETURN(entry_,
                           ReadEntry(index_->form(), key(), cursor_.value()));
  MEERKAT_ASSIGN_OR_RETURN(locator_, storage::ReadLocator(entry_.locator));
  return absl::OkStatus();
}

StatusOr<Document> IndexCursor::Values() const {
  return KeyValues(index_->spec, entry_.fields, entry_.type_bits);
}

}  // namespace meerkat::index
