#include "index/index_changes.h"

#include <algorithm>
#include <utility>

#include "index/stored_entry.h"
#include "storage/catalog.h"
#include "storage/status_macros.h"

namespace meerkat::index {

namespace {

using storage::kv::Keyspace;
using storage::kv::LockTable;
using storage::kv::Transaction;
using storage::kv::WriteBatch;

}  // namespace

Status IndexChanges::Compute(const IndexSet& indexes,
                             const DocumentView* before,
                             const DocumentView* after) {
  part_count_ = 0;
  for (const auto& index : indexes.indexes()) {
    if (part_count_ == parts_.size()) {
      parts_.push_back(std::make_unique<Part>());
    }
    Part& part = *parts_[part_count_++];
    part.index = index.get();
    Status computed = ComputePart(part, before, after);
    if (computed.ok()) continue;
    if (index->is_ready()) return computed;
    // An index that is not there yet stops nobody.
    index->failure->Set(std::move(computed));
    --part_count_;
  }
  return absl::OkStatus();
}

Status IndexChanges::ComputePart(Part& part, const DocumentView* before,
                                 const DocumentView* after) {
  const size_t paths = part.index->spec.key.parts().size();
  part.before.Clear(paths);
  part.after.Clear(paths);
  if (after != nullptr) {
    MEERKAT_RETURN_IF_ERROR(part.index->KeysOf(*after, part.after));
  }
  // While an index is being built there may be documents that it cannot hold:
  // these have no entries.
  if (before != nullptr) {
    const Status had_keys = part.index->KeysOf(*before, part.before);
    if (!had_keys.ok()) part.before.Clear(paths);
  }
  FindChanges(part.before, part.after, part.changes);
  return absl::OkStatus();
}

IndexChanges::Locked IndexChanges::Lock(Transaction& transaction) {
  locks_.clear();
  for (size_t i = 0; i < part_count_; ++i) {
    const Part& part = *parts_[i];
    if (!part.is_checked()) continue;
    for (const auto* keys : {&part.changes.removed, &part.changes.added}) {
      for (const IndexKey& key : *keys) {
        locks_.push_back(EntryPrefix(part.index->info.id));
        locks_.back().append(key.key);
      }
    }
  }
  std::ranges::sort(locks_);
  for (const std::string& key : locks_) {
    const LockTable::Result result = transaction.Lock(key, /*may_wait=*/false);
    if (result == LockTable::Result::kTaken) continue;
    if (result == LockTable::Result::kAlreadyMine) return Locked::kOwnKey;
    blocking_key_ = key;
    return Locked::kHeldByOther;
  }
  return Locked::kDone;
}

StatusOr<std::optional<DuplicateKey>> IndexChanges::FindDuplicate(
    const Transaction& transaction) const {
  std::string stored_key;
  for (size_t i = 0; i < part_count_; ++i) {
    const Part& part = *parts_[i];
    if (!part.is_checked()) continue;
    for (const IndexKey& key : part.changes.added) {
      stored_key = EntryPrefix(part.index->info.id);
      stored_key.append(key.key);
      MEERKAT_ASSIGN_OR_RETURN(const bool exists,
                               transaction.Get(Keyspace::kIndex, stored_key,
                                               [](std::string_view) {}));
      if (!exists) continue;
      return DuplicateKey{part.index, std::string(key.key),
                          std::string(key.type_bits)};
    }
  }
  return std::nullopt;
}

void IndexChanges::Apply(Transaction& transaction, std::string_view locator) {
  NoteArrays(transaction);
  WriteBatch& batch = transaction.batch();
  for (size_t i = 0; i < part_count_; ++i) {
    const Index& index = *parts_[i]->index;
    const KeyChanges& changes = parts_[i]->changes;
    for (const IndexKey& key : changes.removed) {
      Remove(index, key, locator, batch);
    }
    for (const auto* keys : {&changes.added, &changes.retyped}) {
      for (const IndexKey& key : *keys) Put(index, key, locator, batch);
    }
  }
}

namespace {

// Arrays that were met where none are noted yet.
struct MetArrays {
  std::shared_ptr<storage::MultikeyPaths> paths;
  uint32_t index;
  size_t part;
  uint64_t components;
};

// Stores notes of them in the commit of the documents that have them.
class ArrayNotes : public storage::kv::Participant {
 public:
  explicit ArrayNotes(std::vector<MetArrays> arrays)
      : arrays_(std::move(arrays)) {}

  void BeforeCommit(WriteBatch& batch) override {
    for (const MetArrays& met : arrays_) {
      met.paths->Add(met.part, met.components);
      for (size_t i = 0; i < 64; ++i) {
        if ((met.components >> i & 1) == 0) continue;
        storage::Catalog::PutMultikey(met.index, met.part, i, batch);
      }
    }
  }
  void AfterCommit() override {
    for (const MetArrays& met : arrays_) {
      met.paths->SetStored(met.part, met.components);
    }
  }

 private:
  const std::vector<MetArrays> arrays_;
};

}  // namespace

void IndexChanges::NoteArrays(Transaction& transaction) {
  std::vector<MetArrays> arrays;
  for (size_t i = 0; i < part_count_; ++i) {
    const Part& part = *parts_[i];
    if (!part.after.is_multikey()) continue;
    const auto& paths = part.index->info.multikey;
    for (size_t path = 0; path < paths->parts(); ++path) {
      const uint64_t added =
          part.after.array_components(path) & ~paths->Stored(path);
      if (added == 0) continue;
      arrays.push_back({paths, part.index->info.id, path, added});
    }
  }
  if (arrays.empty()) return;
  transaction.AddParticipant(this,
                             std::make_unique<ArrayNotes>(std::move(arrays)));
}

void IndexChanges::Put(const Index& index, const IndexKey& key,
                       std::string_view locator, WriteBatch& batch) {
  if (!index.is_ready()) {
    PutIntoLog(kLogPut, index, key, locator, batch);
    return;
  }
  const StoredEntry entry{key.key, locator, key.type_bits};
  key_ = EntryPrefix(index.info.id);
  AppendEntryKey(key_, index.form(), entry);
  value_.clear();
  AppendEntryValue(value_, index.form(), entry);
  batch.Put(Keyspace::kIndex, key_, value_);
}

void IndexChanges::Remove(const Index& index, const IndexKey& key,
                          std::string_view locator, WriteBatch& batch) {
  if (!index.is_ready()) {
    PutIntoLog(kLogRemove, index, key, locator, batch);
    return;
  }
  key_ = EntryPrefix(index.info.id);
  AppendEntryKey(key_, index.form(), {key.key, locator, key.type_bits});
  batch.Delete(Keyspace::kIndex, key_);
}

void IndexChanges::PutIntoLog(char kind, const Index& index,
                              const IndexKey& key, std::string_view locator,
                              WriteBatch& batch) {
  const StoredEntry entry{key.key, locator, key.type_bits};
  key_ = EntryPrefix(index.info.log);
  AppendEntryKey(key_, EntryForm::kUsual, entry);
  value_.assign(1, kind);
  AppendEntryValue(value_, EntryForm::kUsual, entry);
  batch.Put(Keyspace::kIndex, key_, value_);
}

}  // namespace meerkat::index
