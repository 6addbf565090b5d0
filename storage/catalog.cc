#include "storage/catalog.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "storage/record_key.h"
#include "storage/status_macros.h"
#include "storage/str.h"

namespace meerkat::storage {

using kv::Keyspace;

namespace {

// Keys of the catalog; kv/keyspace.h shows them all.
constexpr char kEntry = 'c';
constexpr char kDropped = 'd';
constexpr char kNextIdKey[] = "n";
constexpr size_t kIdKeySize = 5;
// A collection with more records is removed as a range, which costs readers
// of what lies around it a little; fewer are removed one by one.
constexpr int kMaxSingleDeletes = 10000;

std::string IdKey(char kind, uint32_t id) {
  std::string key(1, kind);
  AppendBigEndian32(key, id);
  return key;
}

// REQUIRES: a key of kIdKeySize.
uint32_t IdOfKey(std::string_view key) {
  return ReadBigEndian32(key.substr(1));
}

bool IsIdKey(std::string_view key, char kind) {
  return key.size() == kIdKeySize && key[0] == kind;
}

Status Damaged(std::string_view what) {
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   fmt::format("the catalog is damaged: {}", what));
}

StatusOr<uint32_t> ReadNextId(std::string_view stored) {
  if (stored.size() == sizeof(uint64_t)) {
    const uint64_t id = ReadBigEndian64(stored);
    if (id <= UINT32_MAX) return static_cast<uint32_t>(id);
  }
  return Damaged("the number of the next collection cannot be read");
}

StatusOr<CollectionInfo> ReadEntry(uint32_t id, std::string_view stored) {
  StatusOr<Document> document = Document::Parse(stored);
  if (!document.ok()) {
    return Damaged(fmt::format("the entry of collection {} is no document: {}",
                               id, ErrorMessageOf(document.status())));
  }
  return CollectionInfo::FromDocument(id, *document);
}

// Two databases must differ in more than case, so that a copy on a file system
// that ignores case keeps them apart.
Status CheckCase(const CatalogSnapshot& snapshot, std::string_view name) {
  const std::string* existing = snapshot.FindIgnoringCase(name);
  if (existing == nullptr || *existing == name) return absl::OkStatus();
  return MakeError(
      ErrorCode::kDatabaseDifferCase,
      fmt::format("db already exists with different case already have: "
                  "[{}] trying to create [{}]",
                  *existing, name));
}

Status Exists(const Namespace& ns) {
  return MakeError(ErrorCode::kNamespaceExists,
                   fmt::format("Collection {} already exists.", ns.ToString()));
}

}  // namespace

StatusOr<std::unique_ptr<Catalog>> Catalog::Open(
    kv::Store* store, Caches* caches, kv::BackgroundTasks* background) {
  std::unique_ptr<Catalog> catalog(new Catalog(store, caches, background));
  MEERKAT_RETURN_IF_ERROR(catalog->Load());
  return catalog;
}

// What the stored catalog says.
struct Catalog::Stored {
  std::vector<CatalogEntry> entries;
  std::vector<uint32_t> dropped;
  uint32_t greatest_id = 0;
  uint32_t next_id = 1;
};

// The keys of entries come first, ascending by id; those of counts, last, do as
// well, so that one walk over each serves all collections.
StatusOr<Catalog::Stored> Catalog::Read() const {
  Stored stored;
  kv::Cursor counts = RecordCounts::Stored(*store_);
  kv::Cursor cursor =
      store_->NewCursor(Keyspace::kCatalog, {.upper = RecordCounts::kFirstKey});
  for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
    const std::string_view key = cursor.key();
    if (key == kNextIdKey) {
      MEERKAT_ASSIGN_OR_RETURN(stored.next_id, ReadNextId(cursor.value()));
    } else if (IsIdKey(key, kEntry)) {
      stored.greatest_id = std::max(stored.greatest_id, IdOfKey(key));
      MEERKAT_ASSIGN_OR_RETURN(CatalogEntry entry,
                               OpenEntry(IdOfKey(key), cursor.value(), counts));
      stored.entries.push_back(std::move(entry));
    } else if (IsIdKey(key, kDropped)) {
      stored.greatest_id = std::max(stored.greatest_id, IdOfKey(key));
      stored.dropped.push_back(IdOfKey(key));
    } else {
      return Damaged(fmt::format("it has the key {}",
                                 absl::BytesToHexString(to_absl(key))));
    }
  }
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  return stored;
}

StatusOr<CatalogEntry> Catalog::OpenEntry(uint32_t id, std::string_view stored,
                                          kv::Cursor& counts) const {
  MEERKAT_ASSIGN_OR_RETURN(CollectionInfo info, ReadEntry(id, stored));
  MEERKAT_ASSIGN_OR_RETURN(std::shared_ptr<RecordStore> records,
                           RecordStore::Open(store_, caches_, id, counts));
  return CatalogEntry{std::make_shared<const CollectionInfo>(std::move(info)),
                      std::move(records)};
}

Status Catalog::Load() {
  MEERKAT_ASSIGN_OR_RETURN(Stored stored, Read());
  if (stored.greatest_id >= stored.next_id) {
    return Damaged(
        fmt::format("collection {} is there, and the next one would be {}",
                    stored.greatest_id, stored.next_id));
  }
  MEERKAT_ASSIGN_OR_RETURN(CatalogSnapshot snapshot,
                           CatalogSnapshot::Of(std::move(stored.entries)));
  absl::MutexLock lock(&mutex_);
  next_id_ = stored.next_id;
  Publish(std::move(snapshot));
  if (store_->read_only()) return absl::OkStatus();
  for (const uint32_t id : stored.dropped) ScheduleReclaim(id);
  return absl::OkStatus();
}

StatusOr<uint32_t> Catalog::NextId(kv::WriteBatch& batch) {
  if (next_id_ == UINT32_MAX) {
    return MakeError(ErrorCode::kOperationFailed,
                     "the database has used up all collection ids");
  }
  const uint32_t id = next_id_++;
  std::string number;
  AppendBigEndian64(number, next_id_);
  batch.Put(Keyspace::kCatalog, kNextIdKey, number);
  return id;
}

void Catalog::Publish(CatalogSnapshot snapshot) {
  auto latest = std::make_shared<const CatalogSnapshot>(std::move(snapshot));
  // The one before it is let go after the lock.
  MutexLock lock(&snapshot_mutex_);
  snapshot_.swap(latest);
}

StatusOr<CatalogEntry> Catalog::Create(const Namespace& ns, const Uuid& uuid,
                                       DocumentView options) {
  MEERKAT_RETURN_IF_ERROR(CheckNewCollectionName(ns.database, ns.collection));
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> before = Snapshot();
  if (before->Find(ns.database, ns.collection) != nullptr) return Exists(ns);
  MEERKAT_RETURN_IF_ERROR(CheckCase(*before, ns.database));

  kv::WriteBatch batch = store_->NewBatch();
  MEERKAT_ASSIGN_OR_RETURN(const uint32_t id, NextId(batch));
  auto info = std::make_shared<const CollectionInfo>(
      CollectionInfo{id, ns, uuid, Document(options)});
  batch.Put(Keyspace::kCatalog, IdKey(kEntry, id),
            info->ToDocument().view().bytes());
  MEERKAT_RETURN_IF_ERROR(store_->Write(batch, kv::Durability::kProcess));

  CatalogEntry entry{std::move(info),
                     std::make_shared<RecordStore>(store_, caches_, id)};
  Publish(before->With(entry));
  return entry;
}

// Writers leave first: what one commits later would never be removed.
void Catalog::StageDrop(const std::vector<CatalogEntry>& entries,
                        kv::WriteBatch& batch) {
  for (const CatalogEntry& entry : entries) {
    entry.records->BeginDrop();
    batch.Delete(Keyspace::kCatalog, IdKey(kEntry, entry.info->id));
    batch.Put(Keyspace::kCatalog, IdKey(kDropped, entry.info->id), {});
    entry.records->RemoveCounts(batch);
  }
}

Status Catalog::CommitDrop(const std::vector<CatalogEntry>& entries,
                           kv::WriteBatch& batch, CatalogSnapshot after) {
  Status written = store_->Write(batch, kv::Durability::kProcess);
  if (written.ok()) Publish(std::move(after));
  for (const CatalogEntry& entry : entries) {
    entry.records->EndDrop(written.ok());
    if (written.ok()) ScheduleReclaim(entry.info->id);
  }
  return written;
}

Status Catalog::DropAll(const std::vector<CatalogEntry>& entries,
                        CatalogSnapshot after) {
  kv::WriteBatch batch = store_->NewBatch();
  StageDrop(entries, batch);
  return CommitDrop(entries, batch, std::move(after));
}

StatusOr<bool> Catalog::Drop(const Namespace& ns) {
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> before = Snapshot();
  const CatalogEntry* entry = before->Find(ns.database, ns.collection);
  if (entry == nullptr) return false;
  MEERKAT_RETURN_IF_ERROR(DropAll({*entry}, before->Without(ns)));
  return true;
}

StatusOr<int> Catalog::DropDatabase(std::string_view database) {
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> before = Snapshot();
  const auto* collections = before->FindDatabase(database);
  if (collections == nullptr) return 0;
  std::vector<CatalogEntry> entries;
  for (const auto& [name, entry] : *collections) entries.push_back(entry);
  MEERKAT_RETURN_IF_ERROR(DropAll(entries, before->WithoutDatabase(database)));
  return static_cast<int>(entries.size());
}

Status Catalog::Rename(const Namespace& from, const Namespace& to,
                       bool drop_target) {
  MEERKAT_RETURN_IF_ERROR(CheckNewCollectionName(to.database, to.collection));
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> before = Snapshot();
  const CatalogEntry* source = before->Find(from.database, from.collection);
  if (source == nullptr) {
    return MakeError(
        ErrorCode::kNamespaceNotFound,
        fmt::format("Source collection {} does not exist", from.ToString()));
  }
  if (from == to) {
    return MakeError(ErrorCode::kIllegalOperation,
                     "Can't rename a collection to itself");
  }
  MEERKAT_RETURN_IF_ERROR(CheckCase(*before, to.database));
  std::vector<CatalogEntry> dropped;
  if (const CatalogEntry* target = before->Find(to.database, to.collection)) {
    if (!drop_target) {
      return MakeError(ErrorCode::kNamespaceExists, "target namespace exists");
    }
    dropped.push_back(*target);
  }
  auto renamed = std::make_shared<CollectionInfo>(*source->info);
  renamed->ns = to;
  kv::WriteBatch batch = store_->NewBatch();
  StageDrop(dropped, batch);
  batch.Put(Keyspace::kCatalog, IdKey(kEntry, renamed->id),
            renamed->ToDocument().view().bytes());
  return CommitDrop(
      dropped, batch,
      before->Without(from).With({std::move(renamed), source->records}));
}

void Catalog::ScheduleReclaim(uint32_t id) {
  // What fails here is tried again at the next open.
  background_->Schedule(std::chrono::milliseconds(0),
                        [this, id] { Reclaim(id).IgnoreError(); });
}

// Removes the records of a dropped collection, and the note that it must be
// done in the same commit.
Status Catalog::Reclaim(uint32_t id) {
  std::string begin;
  std::string end;
  AppendBigEndian32(begin, id);
  AppendBigEndian32(end, id + 1);
  kv::WriteBatch batch = store_->NewBatch();
  kv::Cursor cursor =
      store_->NewCursor(Keyspace::kRecords, {.lower = begin, .upper = end});
  int records = 0;
  for (cursor.SeekToFirst(); cursor.Valid() && records < kMaxSingleDeletes;
       cursor.Next(), ++records) {
    batch.Delete(Keyspace::kRecords, cursor.key());
  }
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  if (records == kMaxSingleDeletes) {
    batch.Clear();
    batch.DeleteRange(Keyspace::kRecords, begin, end);
  }
  batch.Delete(Keyspace::kCatalog, IdKey(kDropped, id));
  return store_->Write(batch, kv::Durability::kProcess);
}

}  // namespace meerkat::storage
