#include "storage/catalog.h"

#include <absl/strings/match.h>
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

uint32_t IdOfKey(std::string_view key) {
  uint32_t id = 0;
  for (const char byte : key.substr(1)) {
    id = (id << 8) | static_cast<uint8_t>(byte);
  }
  return id;
}

using Databases = CatalogSnapshot::Databases;
using Collections = CatalogSnapshot::Collections;

void Put(Databases& databases, CatalogEntry entry) {
  const Namespace& ns = entry.info->ns;
  auto& slot = databases[ns.database];
  Collections collections = slot != nullptr ? *slot : Collections();
  collections.insert_or_assign(ns.collection, std::move(entry));
  slot = std::make_shared<const Collections>(std::move(collections));
}

void Erase(Databases& databases, const Namespace& ns) {
  auto& slot = databases[ns.database];
  Collections collections = *slot;
  collections.erase(ns.collection);
  if (collections.empty()) {
    databases.erase(ns.database);
  } else {
    slot = std::make_shared<const Collections>(std::move(collections));
  }
}

// Two databases must differ in more than case, so that a copy on a file system
// that ignores case keeps them apart.
Status CheckCase(const Databases& databases, std::string_view name) {
  for (const auto& [existing, collections] : databases) {
    if (existing != name && absl::EqualsIgnoreCase(existing, to_absl(name))) {
      return MakeError(
          ErrorCode::kDatabaseDifferCase,
          fmt::format("db already exists with different case already have: "
                      "[{}] trying to create [{}]",
                      existing, name));
    }
  }
  return absl::OkStatus();
}

Status Exists(const Namespace& ns) {
  return MakeError(ErrorCode::kNamespaceExists,
                   fmt::format("Collection {} already exists.", ns.ToString()));
}

}  // namespace

const CatalogEntry* CatalogSnapshot::Find(std::string_view database,
                                          std::string_view collection) const {
  const Collections* collections = FindDatabase(database);
  if (collections == nullptr) return nullptr;
  const auto found = collections->find(collection);
  return found != collections->end() ? &found->second : nullptr;
}

const CatalogSnapshot::Collections* CatalogSnapshot::FindDatabase(
    std::string_view database) const {
  const auto found = databases_.find(database);
  return found != databases_.end() ? found->second.get() : nullptr;
}

StatusOr<std::unique_ptr<Catalog>> Catalog::Open(
    kv::Store* store, DocumentCache* cache, kv::BackgroundTasks* background) {
  std::unique_ptr<Catalog> catalog(new Catalog(store, cache, background));
  MEERKAT_RETURN_IF_ERROR(catalog->Load());
  return catalog;
}

Status Catalog::Load() {
  absl::MutexLock lock(&mutex_);
  Databases databases;
  std::vector<uint32_t> dropped;
  kv::Cursor cursor = store_->NewCursor(Keyspace::kCatalog, {});
  for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
    const std::string_view key = cursor.key();
    if (key == kNextIdKey) {
      next_id_ = static_cast<uint32_t>(ReadBigEndian64(cursor.value()));
    } else if (key.size() == kIdKeySize && key[0] == kEntry) {
      MEERKAT_ASSIGN_OR_RETURN(CatalogEntry entry,
                               LoadEntry(IdOfKey(key), cursor.value()));
      Put(databases, std::move(entry));
    } else if (key.size() == kIdKeySize && key[0] == kDropped) {
      dropped.push_back(IdOfKey(key));
    }
  }
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  Publish(std::move(databases));
  if (store_->read_only()) return absl::OkStatus();
  for (const uint32_t id : dropped) ScheduleReclaim(id);
  return absl::OkStatus();
}

StatusOr<CatalogEntry> Catalog::LoadEntry(uint32_t id,
                                          std::string_view stored) {
  MEERKAT_ASSIGN_OR_RETURN(const Document document, Document::Parse(stored));
  MEERKAT_ASSIGN_OR_RETURN(CollectionInfo info,
                           CollectionInfo::FromDocument(id, document));
  MEERKAT_ASSIGN_OR_RETURN(std::shared_ptr<RecordStore> records,
                           RecordStore::Open(store_, cache_, id));
  return CatalogEntry{std::make_shared<const CollectionInfo>(std::move(info)),
                      std::move(records)};
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

void Catalog::Publish(Databases databases) {
  auto snapshot = std::make_shared<const CatalogSnapshot>(std::move(databases));
  // The one before it is let go after the lock.
  MutexLock lock(&snapshot_mutex_);
  snapshot_.swap(snapshot);
}

StatusOr<CatalogEntry> Catalog::Create(const Namespace& ns, const Uuid& uuid,
                                       DocumentView options) {
  MEERKAT_RETURN_IF_ERROR(CheckNewCollectionName(ns.database, ns.collection));
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> before = Snapshot();
  if (before->Find(ns.database, ns.collection) != nullptr) return Exists(ns);
  MEERKAT_RETURN_IF_ERROR(CheckCase(before->databases(), ns.database));

  kv::WriteBatch batch = store_->NewBatch();
  MEERKAT_ASSIGN_OR_RETURN(const uint32_t id, NextId(batch));
  auto info = std::make_shared<const CollectionInfo>(
      CollectionInfo{id, ns, uuid, Document(options)});
  batch.Put(Keyspace::kCatalog, IdKey(kEntry, id),
            info->ToDocument().view().bytes());
  MEERKAT_RETURN_IF_ERROR(store_->Write(batch, kv::Durability::kProcess));

  CatalogEntry entry{std::move(info),
                     std::make_shared<RecordStore>(store_, cache_, id)};
  Databases databases = before->databases();
  Put(databases, entry);
  Publish(std::move(databases));
  return entry;
}

// Writers leave first: what one commits later would never be removed.
void Catalog::StageDrop(const std::vector<CatalogEntry>& entries,
                        kv::WriteBatch& batch) {
  for (const CatalogEntry& entry : entries) {
    entry.records->Drop();
    batch.Delete(Keyspace::kCatalog, IdKey(kEntry, entry.info->id));
    batch.Put(Keyspace::kCatalog, IdKey(kDropped, entry.info->id), {});
    entry.records->RemoveCounts(batch);
  }
}

Status Catalog::CommitDrop(const std::vector<CatalogEntry>& entries,
                           kv::WriteBatch& batch, Databases databases) {
  Status written = store_->Write(batch, kv::Durability::kProcess);
  if (!written.ok()) {
    for (const CatalogEntry& entry : entries) entry.records->Undrop();
    return written;
  }
  Publish(std::move(databases));
  for (const CatalogEntry& entry : entries) ScheduleReclaim(entry.info->id);
  return absl::OkStatus();
}

Status Catalog::DropAll(const std::vector<CatalogEntry>& entries) {
  kv::WriteBatch batch = store_->NewBatch();
  StageDrop(entries, batch);
  Databases databases = Snapshot()->databases();
  for (const CatalogEntry& entry : entries) Erase(databases, entry.info->ns);
  return CommitDrop(entries, batch, std::move(databases));
}

StatusOr<bool> Catalog::Drop(const Namespace& ns) {
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> before = Snapshot();
  const CatalogEntry* entry = before->Find(ns.database, ns.collection);
  if (entry == nullptr) return false;
  MEERKAT_RETURN_IF_ERROR(DropAll({*entry}));
  return true;
}

StatusOr<int> Catalog::DropDatabase(std::string_view database) {
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> before = Snapshot();
  const Collections* collections = before->FindDatabase(database);
  if (collections == nullptr) return 0;
  std::vector<CatalogEntry> entries;
  for (const auto& [name, entry] : *collections) entries.push_back(entry);
  MEERKAT_RETURN_IF_ERROR(DropAll(entries));
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
  MEERKAT_RETURN_IF_ERROR(CheckCase(before->databases(), to.database));
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
  Databases databases = before->databases();
  Erase(databases, from);
  Put(databases, {std::move(renamed), source->records});
  return CommitDrop(dropped, batch, std::move(databases));
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
