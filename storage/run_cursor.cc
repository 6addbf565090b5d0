#include "storage/run_cursor.h"

namespace meerkat::storage {

namespace {

kv::Cursor Open(const kv::Store& store, uint32_t collection, Run run,
                const kv::Snapshot& snapshot, const IdRange& range) {
  const std::string lower = RunKey(collection, run, range.lower);
  const std::string upper = range.upper.empty()
                                ? RunEnd(collection, run)
                                : RunKey(collection, run, range.upper);
  return store.NewCursor(
      kv::Keyspace::kRecords,
      {.lower = lower, .upper = upper, .snapshot = &snapshot});
}

}  // namespace

RunCursor::RunCursor(const kv::Store& store, uint32_t collection, Run run,
                     const kv::Snapshot& snapshot, ScanDirection direction,
                     const IdRange& range)
    : collection_(collection),
      run_(run),
      direction_(direction),
      cursor_(Open(store, collection, run, snapshot, range)) {}

void RunCursor::Seek(std::string_view suffix) {
  const std::string key = RunKey(collection_, run_, suffix);
  is_forward() ? cursor_.Seek(key) : cursor_.SeekForPrev(key);
}

}  // namespace meerkat::storage
