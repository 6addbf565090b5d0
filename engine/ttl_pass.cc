#include "engine/ttl_pass.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/document_writer.h"
#include "index/expiry.h"
#include "index/key_decoder.h"
#include "index/key_encoder.h"
#include "index/key_set.h"
#include "index/stored_entry.h"
#include "index/type_bits.h"
#include "storage/deadline.h"
#include "storage/kv/cursor.h"
#include "storage/kv/keyspace.h"
#include "storage/record_locator.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using index::Direction;
using index::Index;
using index::IndexSet;

// Entries read for a batch: a document may have many.
constexpr int kMaxEntries = 1000;
// How long a batch waits for documents that others are writing.
constexpr std::chrono::milliseconds kPatience{20};

bool IsTtlIndex(const Index& index) {
  return index.is_ready() && index.spec.expire_after_seconds.has_value();
}

// Null when there is none with this id, or not any more.
const Index* FindTtlIndex(const storage::CatalogEntry& collection,
                          uint32_t id) {
  for (const auto& index : IndexSet::Of(collection).indexes()) {
    if (index->info.id == id) return IsTtlIndex(*index) ? &*index : nullptr;
  }
  return nullptr;
}

// A TTL index has one field.
Direction DirectionOf(const Index& index) {
  return index.spec.key.parts().front().direction;
}

// Calls `visit` for every collection of every database and every TTL index.
template <typename Visit>
void ForEachTtlIndex(const Engine& engine, const Visit& visit) {
  const auto snapshot = engine.catalog().Snapshot();
  for (const auto& [database, collections] : snapshot->databases()) {
    for (const auto& [name, entry] : collections) {
      for (const auto& index : IndexSet::Of(entry).indexes()) {
        if (IsTtlIndex(*index)) visit(entry, *index);
      }
    }
  }
}

// Walks the entries of an index in a range, from the oldest date on.
class OldestFirst {
 public:
  // `position`: the last key that was seen, if any.
  OldestFirst(const storage::kv::Store& store, const Index& index,
              const index::FieldRange& range, const std::string& position)
      : forward_(DirectionOf(index) == Direction::kAscending),
        cursor_(MakeCursor(store, index, range, position)) {
    forward_ ? cursor_.SeekToFirst() : cursor_.SeekToLast();
  }

  bool Valid() const { return cursor_.Valid(); }
  void Next() { forward_ ? cursor_.Next() : cursor_.Prev(); }
  std::string_view key() const { return cursor_.key(); }
  std::string_view value() const { return cursor_.value(); }
  Status status() const { return cursor_.status(); }

 private:
  storage::kv::Cursor MakeCursor(const storage::kv::Store& store,
                                 const Index& index,
                                 const index::FieldRange& range,
                                 const std::string& position) const {
    const std::string prefix = index::EntryPrefix(index.info.id);
    std::string lower = prefix + range.begin;
    std::string upper = prefix + range.end;
    if (!position.empty() && forward_) {
      lower = std::max(lower, position + '\0');
    } else if (!position.empty()) {
      upper = std::min(upper, position);
    }
    // The range shrinks when the clock is set back.
    lower = std::min(lower, upper);
    return store.NewCursor(storage::kv::Keyspace::kIndex,
                           {.lower = lower, .upper = upper});
  }

  const bool forward_;
  storage::kv::Cursor cursor_;
};

// Deletes the documents of a batch that have expired, together.
class ExpiredDeletes {
 public:
  // All outlive it.
  ExpiredDeletes(Engine& engine, const storage::Namespace& ns, uint32_t index,
                 Date now)
      : engine_(engine),
        ns_(ns),
        index_(index),
        now_(now),
        deadline_(engine.clock(), kPatience) {
    Begin();
  }

  Status Delete(std::string_view id_key) {
    const auto remove = [&](const storage::Record& record) -> Status {
      MEERKAT_ASSIGN_OR_RETURN(const bool has_expired,
                               HasExpired(record.document));
      return has_expired ? writer_->Remove(record, id_key) : absl::OkStatus();
    };
    while (true) {
      MEERKAT_ASSIGN_OR_RETURN(const Step step,
                               writer_->Change(id_key, remove));
      if (step == Step::kDone) return absl::OkStatus();
      MEERKAT_RETURN_IF_ERROR(Commit());
    }
  }

  Status Commit() {
    const int pending = writer_->pending();
    MEERKAT_RETURN_IF_ERROR(writer_->Commit());
    deleted_ += pending;
    return absl::OkStatus();
  }

  // After an error: what was deleted before it stays deleted.
  Status GoOn() {
    const Status committed = Commit();
    Begin();
    return committed;
  }

  int64_t deleted() const { return deleted_; }

 private:
  void Begin() { writer_.emplace(engine_, ns_, WriteConcern{}, deadline_); }

  // By the index as it is now, under the document's lock.
  StatusOr<bool> HasExpired(DocumentView document) {
    const Index* index = FindTtlIndex(writer_->collection(), index_);
    if (index == nullptr) return false;
    const std::optional<Date> last =
        index::LastExpired(*index->spec.expire_after_seconds, now_);
    if (!last.has_value()) return false;
    const index::FieldRange range =
        index::DatesUpTo(*last, DirectionOf(*index));
    MEERKAT_RETURN_IF_ERROR(index->KeysOf(document, keys_));
    return std::any_of(keys_.begin(), keys_.end(), [&](const auto& key) {
      return range.Contains(key.key);
    });
  }

  Engine& engine_;
  const storage::Namespace& ns_;
  const uint32_t index_;
  const Date now_;
  const storage::Deadline deadline_;
  std::optional<DocumentWriter> writer_;
  index::KeySet keys_;
  int64_t deleted_ = 0;
};

// The encoded _id of the document that an entry names; empty when it has gone.
StatusOr<std::string> IdKeyOf(const storage::RecordStore& records,
                              const storage::Locator& locator) {
  if (locator.run == storage::Run::kMain) return std::string(locator.id_key);
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> document,
                           records.FindAt(locator, nullptr));
  std::string id_key;
  if (document.has_value()) index::AppendKey(id_key, (*document)["_id"]);
  return id_key;
}

}  // namespace

bool HasTtlIndex(const Engine& engine) {
  bool found = false;
  ForEachTtlIndex(engine, [&](const auto&, const auto&) { found = true; });
  return found;
}

TtlPass::TtlPass(Engine& engine)
    : engine_(engine), began_(engine.clock().Now()) {
  ForEachTtlIndex(
      engine, [this](const storage::CatalogEntry& entry, const Index& index) {
        walks_.push_back({.ns = entry.info->ns,
                          .index = index.info.id,
                          .may_delete = entry.records->Total().documents});
      });
}

bool TtlPass::Step() {
  if (walks_.empty()) return false;
  const StatusOr<bool> goes_on = Advance(walks_.back());
  if (!goes_on.ok()) NoteError(goes_on.status());
  if (!goes_on.value_or(false)) walks_.pop_back();
  return !walks_.empty();
}

Date TtlPass::Now() const { return std::min(began_, engine_.clock().Now()); }

StatusOr<bool> TtlPass::Advance(Walk& walk) {
  const std::optional<storage::CatalogEntry> collection =
      engine_.FindCollection(walk.ns.database, walk.ns.collection);
  if (!collection.has_value()) return false;
  const Index* index = FindTtlIndex(*collection, walk.index);
  if (index == nullptr) return false;
  const std::optional<Date> last =
      index::LastExpired(*index->spec.expire_after_seconds, Now());
  if (!last.has_value()) return false;
  MEERKAT_ASSIGN_OR_RETURN(const Found found,
                           Read(walk, *collection, *index, *last));
  const int64_t deleted = Delete(walk, found.id_keys);
  deleted_ += deleted;
  walk.may_delete -= deleted;
  return found.has_more && walk.may_delete > 0;
}

StatusOr<TtlPass::Found> TtlPass::Read(Walk& walk,
                                       const storage::CatalogEntry& collection,
                                       const Index& index, Date last) {
  Found found;
  const index::FieldRange range = index::DatesUpTo(last, DirectionOf(index));
  OldestFirst entries(engine_.store(), index, range, walk.position);
  for (int read = 0; entries.Valid(); entries.Next(), ++read) {
    found.has_more = found.id_keys.size() >= kBatch || read >= kMaxEntries;
    if (found.has_more) break;
    const bool is_oldest = walk.position.empty();
    walk.position = entries.key();
    const StatusOr<index::StoredEntry> entry = index::ReadEntry(
        index.form(), entries.key().substr(index::kIndexIdSize),
        entries.value());
    NoteError(entry.status());
    if (!entry.ok()) continue;
    if (is_oldest) NoteError(NoteLag(index, *entry, last));
    NoteError(Add(found, *collection.records, *entry));
  }
  MEERKAT_RETURN_IF_ERROR(entries.status());
  return found;
}

Status TtlPass::Add(Found& found, const storage::RecordStore& records,
                    const index::StoredEntry& entry) {
  MEERKAT_ASSIGN_OR_RETURN(const storage::Locator locator,
                           storage::ReadLocator(entry.locator));
  if (std::ranges::count(found.sequences, locator.sequence) > 0) {
    return absl::OkStatus();
  }
  MEERKAT_ASSIGN_OR_RETURN(std::string id_key, IdKeyOf(records, locator));
  if (id_key.empty()) return absl::OkStatus();
  found.sequences.push_back(locator.sequence);
  found.id_keys.push_back(std::move(id_key));
  return absl::OkStatus();
}

Status TtlPass::NoteLag(const Index& index, const index::StoredEntry& entry,
                        Date last) {
  std::string_view fields = entry.fields;
  index::TypeBitsReader bits(entry.type_bits);
  MEERKAT_ASSIGN_OR_RETURN(const Value date,
                           index::DecodeNext(fields, bits, DirectionOf(index)));
  if (date.type() != Type::kDate) return absl::OkStatus();
  lag_ = std::max(lag_, index::TimeSinceExpiry(date.element().AsDate(), last));
  return absl::OkStatus();
}

int64_t TtlPass::Delete(const Walk& walk,
                        const std::vector<std::string>& id_keys) {
  if (id_keys.empty()) return 0;
  ExpiredDeletes deletes(engine_, walk.ns, walk.index, Now());
  for (const std::string& id_key : id_keys) {
    const Status deleted = deletes.Delete(id_key);
    if (deleted.ok()) continue;
    NoteError(deleted);
    NoteError(deletes.GoOn());
  }
  NoteError(deletes.Commit());
  return deletes.deleted();
}

void TtlPass::NoteError(const Status& status) {
  const bool is_locked = ErrorCodeOf(status) == ErrorCode::kWriteConflict;
  if (status_.ok() && !is_locked) status_ = status;
}

}  // namespace meerkat::engine
