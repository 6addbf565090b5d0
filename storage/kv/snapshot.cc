#include "storage/kv/snapshot.h"

#include <rocksdb/db.h>
#include <rocksdb/snapshot.h>

namespace meerkat::storage::kv {

Snapshot::Snapshot(rocksdb::DB* db) : db_(db), snapshot_(db->GetSnapshot()) {}

Snapshot::~Snapshot() {
  if (db_ != nullptr) db_->ReleaseSnapshot(snapshot_);
}

uint64_t Snapshot::sequence() const { return snapshot_->GetSequenceNumber(); }

}  // namespace meerkat::storage::kv
