#include "storage/kv/write_batch.h"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <cassert>
#include <cstring>

#include "storage/kv/rocksdb_types.h"

namespace meerkat::storage::kv {

namespace {

// Room for one document of the usual size, or for what surrounds a large one.
constexpr size_t kReservedBytes = 1000;

}  // namespace

WriteBatch::WriteBatch(const ColumnFamilies* column_families)
    : column_families_(column_families),
      batch_(std::make_unique<rocksdb::WriteBatch>(kReservedBytes)) {}

WriteBatch::WriteBatch(WriteBatch&&) noexcept = default;
WriteBatch& WriteBatch::operator=(WriteBatch&&) noexcept = default;
WriteBatch::~WriteBatch() = default;

rocksdb::ColumnFamilyHandle* WriteBatch::FamilyOf(Keyspace keyspace) const {
  return (*column_families_)[static_cast<size_t>(keyspace)];
}

void WriteBatch::Put(Keyspace keyspace, std::string_view key,
                     std::string_view value) {
  if (keyspace == Keyspace::kIndex) {
    Keep(keyspace, Kind::kPut, key, value);
    return;
  }
  batch_->Put(FamilyOf(keyspace), ToSlice(key), ToSlice(value))
      .PermitUncheckedError();
}

void WriteBatch::PutRecord(std::string_view key, std::string_view head,
                           std::string_view document) {
  record_bytes_ += key.size() + head.size() + document.size();
  const rocksdb::Slice key_slice = ToSlice(key);
  const rocksdb::Slice value[] = {ToSlice(head), ToSlice(document)};
  batch_
      ->Put(FamilyOf(Keyspace::kRecords), rocksdb::SliceParts(&key_slice, 1),
            rocksdb::SliceParts(value, 2))
      .PermitUncheckedError();
}

void WriteBatch::Delete(Keyspace keyspace, std::string_view key) {
  if (keyspace == Keyspace::kIndex) {
    Keep(keyspace, Kind::kDelete, key, {});
    return;
  }
  batch_->Delete(FamilyOf(keyspace), ToSlice(key)).PermitUncheckedError();
}

void WriteBatch::DeleteRange(Keyspace keyspace, std::string_view begin,
                             std::string_view end) {
  Keep(keyspace, Kind::kDeleteRange, begin, end);
}

void WriteBatch::Keep(Keyspace keyspace, Kind kind, std::string_view key,
                      std::string_view value) {
  kept_.push_back({keyspace, kind, arena_.size(),
                   static_cast<uint32_t>(key.size()),
                   static_cast<uint32_t>(value.size())});
  arena_.append(key).append(value);
}

std::string_view WriteBatch::KeyOf(const Change& change) const {
  return std::string_view(arena_).substr(change.offset, change.key_size);
}

std::string_view WriteBatch::ValueOf(const Change& change) const {
  return std::string_view(arena_).substr(change.offset + change.key_size,
                                         change.value_size);
}

bool WriteBatch::empty() const { return kept_.empty() && batch_->Count() == 0; }

size_t WriteBatch::size() const {
  return batch_->GetDataSize() + arena_.size();
}

void WriteBatch::Clear() {
  batch_->Clear();
  record_bytes_ = 0;
  kept_.clear();
  arena_.clear();
}

bool WriteBatch::Before(const Change& a, const Change& b) const {
  const bool a_is_range = a.kind == Kind::kDeleteRange;
  const bool b_is_range = b.kind == Kind::kDeleteRange;
  if (a_is_range != b_is_range) return b_is_range;
  if (a.keyspace != b.keyspace) return a.keyspace < b.keyspace;
  return KeyOf(a) < KeyOf(b);
}

rocksdb::WriteBatch& WriteBatch::Seal() {
  // Stable, so that of two changes to one key the later one stays the later.
  std::stable_sort(
      kept_.begin(), kept_.end(),
      [this](const Change& a, const Change& b) { return Before(a, b); });
  for (const Change& change : kept_) {
    const rocksdb::Slice key = ToSlice(KeyOf(change));
    const rocksdb::Slice value = ToSlice(ValueOf(change));
    rocksdb::ColumnFamilyHandle* family = FamilyOf(change.keyspace);
    rocksdb::Status added;
    switch (change.kind) {
      case Kind::kPut:
        added = batch_->Put(family, key, value);
        break;
      case Kind::kDelete:
        added = batch_->Delete(family, key);
        break;
      case Kind::kDeleteRange:
        added = batch_->DeleteRange(family, key, value);
        break;
    }
    assert(added.ok());  // Fails only on a limit that we do not set.
    added.PermitUncheckedError();
  }
  kept_.clear();
  arena_.clear();
  return *batch_;
}

uint64_t WriteBatch::LastSequence() const {
  // The batch's first eight bytes are the number of its first change, filled
  // in by the write; every change takes the next one.
  uint64_t first;
  std::memcpy(&first, batch_->Data().data(), sizeof(first));
  return first + batch_->Count() - 1;
}

}  // namespace meerkat::storage::kv
