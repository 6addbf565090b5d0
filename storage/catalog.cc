#include "storage/catalog.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
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
constexpr char kDroppedIndex = 'i';
constexpr char kMultikey = 'm';
constexpr char kNextIdKey[] = "n";
constexpr size_t kIdSize = 4;
constexpr size_t kIdKeySize = 1 + kIdSize;
constexpr size_t kMultikeyKeySize = kIdKeySize + 2;
// The part of an index and the component of its path have a byte each.
constexpr size_t kMaxMultikeyComponent = 63;
// What has more keys is removed as a range, which costs readers
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

// A component of a path of an index at which arrays were met.
struct MultikeyPlace {
  uint8_t part;
  uint8_t component;
};

std::string MultikeyKey(uint32_t index, size_t part, size_t component) {
  std::string key = IdKey(kMultikey, index);
  key.push_back(static_cast<char>(part));
  key.push_back(static_cast<char>(component));
  return key;
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
    kv::Store* store, Caches* caches, kv::BackgroundTasks* background,
    MakeAttachment make_attachment) {
  std::unique_ptr<Catalog> catalog(
      new Catalog(store, caches, background, std::move(make_attachment)));
  MEERKAT_RETURN_IF_ERROR(catalog->Load());
  return catalog;
}

// What the stored catalog says.
struct Catalog::Stored {
  std::vector<CatalogEntry> entries;
  std::vector<uint32_t> dropped;
  std::vector<uint32_t> dropped_indexes;
  // By index: parts and components of their paths.
  std::map<uint32_t, std::vector<MultikeyPlace>> multikey;
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
    } else if (IsIdKey(key, kDroppedIndex)) {
      stored.greatest_id = std::max(stored.greatest_id, IdOfKey(key));
      stored.dropped_indexes.push_back(IdOfKey(key));
    } else if (key.size() == kMultikeyKeySize && key[0] == kMultikey) {
      stored.multikey[ReadBigEndian32(key.substr(1, kIdSize))].push_back(
          {static_cast<uint8_t>(key[kIdKeySize]),
           static_cast<uint8_t>(key[kIdKeySize + 1])});
    } else {
      return Damaged(fmt::format("it has the key {}",
                                 absl::BytesToHexString(to_absl(key))));
    }
  }
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  return stored;
}

namespace {

Status RestoreMultikey(const std::vector<MultikeyPlace>& places,
                       const IndexInfo& index) {
  for (const MultikeyPlace& place : places) {
    if (place.part >= index.multikey->parts() ||
        place.component > kMaxMultikeyComponent) {
      return Damaged(fmt::format("index {} has no part {} with a component {}",
                                 index.id, place.part, place.component));
    }
    index.multikey->SetStored(place.part, uint64_t{1} << place.component);
  }
  return absl::OkStatus();
}

// `info` without the indexes that were being built.
std::shared_ptr<const CollectionInfo> WithoutUnfinished(
    const CollectionInfo& info) {
  auto finished = std::make_shared<CollectionInfo>(info);
  std::erase_if(finished->indexes,
                [](const IndexInfo& index) { return !index.is_ready(); });
  return finished;
}

}  // namespace

// What was being built when the database was left is dropped.
Status Catalog::DropUnfinished(Stored& stored) {
  kv::WriteBatch batch = store_->NewBatch();
  for (CatalogEntry& entry : stored.entries) {
    std::shared_ptr<const CollectionInfo> finished =
        WithoutUnfinished(*entry.info);
    if (finished->indexes.size() == entry.info->indexes.size()) continue;
    for (const IndexInfo& index : entry.info->indexes) {
      if (index.is_ready()) continue;
      StageDropIndex(index, batch);
      stored.dropped_indexes.push_back(index.id);
      stored.dropped_indexes.push_back(index.log);
    }
    batch.Put(Keyspace::kCatalog, IdKey(kEntry, finished->id),
              finished->ToDocument().view().bytes());
    entry.info = std::move(finished);
  }
  if (store_->read_only() || batch.empty()) return absl::OkStatus();
  return store_->Write(batch, kv::Durability::kProcess);
}

StatusOr<std::shared_ptr<const CollectionAttachment>> Catalog::AttachmentOf(
    const CollectionInfo& info, const CollectionAttachment* before) const {
  if (make_attachment_ == nullptr) return nullptr;
  return make_attachment_(info, before);
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
  MEERKAT_RETURN_IF_ERROR(DropUnfinished(stored));
  for (CatalogEntry& entry : stored.entries) {
    for (const IndexInfo& index : entry.info->indexes) {
      MEERKAT_RETURN_IF_ERROR(
          RestoreMultikey(stored.multikey[index.id], index));
    }
    MEERKAT_ASSIGN_OR_RETURN(entry.attachment,
                             AttachmentOf(*entry.info, nullptr));
  }
  MEERKAT_ASSIGN_OR_RETURN(CatalogSnapshot snapshot,
                           CatalogSnapshot::Of(std::move(stored.entries)));
  absl::MutexLock lock(&mutex_);
  next_id_ = stored.next_id;
  Publish(std::move(snapshot));
  if (store_->read_only()) return absl::OkStatus();
  for (const uint32_t id : stored.dropped) ScheduleReclaim(kDropped, id);
  for (const uint32_t id : stored.dropped_indexes) {
    ScheduleReclaim(kDroppedIndex, id);
  }
  return absl::OkStatus();
}

StatusOr<uint32_t> Catalog::NextId(kv::WriteBatch& batch) {
  if (next_id_ == UINT32_MAX) {
    return MakeError(
        ErrorCode::kOperationFailed,
        "the database has used up all ids of collections and indexes");
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
      CollectionInfo{.id = id,
                     .ns = ns,
                     .uuid = uuid,
                     .options = Document(options),
                     .indexes = {}});
  MEERKAT_ASSIGN_OR_RETURN(auto attachment, AttachmentOf(*info, nullptr));
  batch.Put(Keyspace::kCatalog, IdKey(kEntry, id),
            info->ToDocument().view().bytes());
  MEERKAT_RETURN_IF_ERROR(store_->Write(batch, kv::Durability::kProcess));

  CatalogEntry entry{std::move(info),
                     std::make_shared<RecordStore>(store_, caches_, id),
                     std::move(attachment)};
  Publish(before->With(entry));
  return entry;
}

// Writers leave first: what one commits later would never be removed.
void Catalog::StageDrop(const std::vector<CatalogEntry>& entries,
                        kv::WriteBatch& batch) {
  for (const CatalogEntry& entry : entries) {
    entry.records->BeginChange();
    batch.Delete(Keyspace::kCatalog, IdKey(kEntry, entry.info->id));
    batch.Put(Keyspace::kCatalog, IdKey(kDropped, entry.info->id), {});
    entry.records->RemoveCounts(batch);
    for (const IndexInfo& index : entry.info->indexes) {
      StageDropIndex(index, batch);
    }
  }
}

Status Catalog::CommitDrop(const std::vector<CatalogEntry>& entries,
                           kv::WriteBatch& batch, CatalogSnapshot after) {
  Status written = store_->Write(batch, kv::Durability::kProcess);
  if (written.ok()) Publish(std::move(after));
  for (const CatalogEntry& entry : entries) {
    entry.records->EndChange(written.ok() ? RecordStore::Changed::kDropped
                                          : RecordStore::Changed::kNothing);
    if (!written.ok()) continue;
    ScheduleReclaim(kDropped, entry.info->id);
    for (const IndexInfo& index : entry.info->indexes) {
      ScheduleReclaimIndex(index);
    }
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
      before->Without(from).With(
          {std::move(renamed), source->records, source->attachment}));
}

// Indexes

void Catalog::PutMultikey(uint32_t index, size_t part, size_t component,
                          kv::WriteBatch& batch) {
  batch.Put(
      Keyspace::kCatalog,
      MultikeyKey(index, part, std::min(component, kMaxMultikeyComponent)), {});
}

void Catalog::StageDropIndex(const IndexInfo& index, kv::WriteBatch& batch) {
  for (const uint32_t id : {index.id, index.log}) {
    if (id == 0) continue;
    batch.Put(Keyspace::kCatalog, IdKey(kDroppedIndex, id), {});
  }
  if (index.id == 0) return;
  for (size_t part = 0; part < index.multikey->parts(); ++part) {
    const uint64_t components = index.multikey->Components(part);
    for (size_t i = 0; i <= kMaxMultikeyComponent; ++i) {
      if ((components >> i & 1) == 0) continue;
      batch.Delete(Keyspace::kCatalog, MultikeyKey(index.id, part, i));
    }
  }
}

namespace {

// Of `before`, what is not in `after`: indexes without a log, logs without an
// index.
std::vector<IndexInfo> Gone(const std::vector<IndexInfo>& before,
                            const std::vector<IndexInfo>& after) {
  std::vector<IndexInfo> gone;
  for (IndexInfo index : before) {
    const auto left = std::ranges::find(after, index.id, &IndexInfo::id);
    if (left != after.end()) {
      if (left->log == index.log) index.log = 0;
      index.id = 0;
    }
    if (index.id != 0 || index.log != 0) gone.push_back(std::move(index));
  }
  return gone;
}

}  // namespace

StatusOr<CatalogEntry> Catalog::ChangeIndexes(
    uint32_t collection, absl::FunctionRef<Status(IndexesChange&)> edit) {
  absl::MutexLock lock(&mutex_);
  const std::shared_ptr<const CatalogSnapshot> snapshot = Snapshot();
  const CatalogEntry* before = snapshot->FindId(collection);
  if (before == nullptr) {
    return MakeError(ErrorCode::kNamespaceNotFound,
                     "the collection has been dropped");
  }
  before->records->BeginChange();
  StatusOr<CatalogEntry> after = WriteIndexes(*before, edit);
  if (after.ok()) Publish(snapshot->With(*after));
  before->records->EndChange(after.ok() ? RecordStore::Changed::kIndexes
                                        : RecordStore::Changed::kNothing);
  if (!after.ok()) return after;
  for (const IndexInfo& index :
       Gone(before->info->indexes, after->info->indexes)) {
    ScheduleReclaimIndex(index);
  }
  return after;
}

StatusOr<CatalogEntry> Catalog::WriteIndexes(
    const CatalogEntry& before,
    absl::FunctionRef<Status(IndexesChange&)> edit) {
  kv::WriteBatch batch = store_->NewBatch();
  const auto next_id = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return NextId(batch);
  };
  IndexesChange change{before, before.info->indexes, batch, next_id};
  MEERKAT_RETURN_IF_ERROR(edit(change));
  auto info = std::make_shared<CollectionInfo>(*before.info);
  info->indexes = std::move(change.indexes);
  ++info->indexes_version;
  MEERKAT_ASSIGN_OR_RETURN(auto attachment,
                           AttachmentOf(*info, before.attachment.get()));
  for (const IndexInfo& index : Gone(before.info->indexes, info->indexes)) {
    StageDropIndex(index, batch);
  }
  batch.Put(Keyspace::kCatalog, IdKey(kEntry, info->id),
            info->ToDocument().view().bytes());
  MEERKAT_RETURN_IF_ERROR(store_->Write(batch, kv::Durability::kProcess));
  return CatalogEntry{std::move(info), before.records, std::move(attachment)};
}

void Catalog::ScheduleReclaimIndex(const IndexInfo& index) {
  for (const uint32_t id : {index.id, index.log}) {
    if (id != 0) ScheduleReclaim(kDroppedIndex, id);
  }
}

// Reclaiming

void Catalog::ScheduleReclaim(char mark, uint32_t id) {
  // What fails here is tried again at the next open.
  background_->Schedule(std::chrono::milliseconds(0),
                        [this, mark, id] { Reclaim(mark, id).IgnoreError(); });
}

// Removes what a dropped collection or index has left, and the note that it
// must be done in the same commit.
Status Catalog::Reclaim(char mark, uint32_t id) {
  const Keyspace keyspace =
      mark == kDropped ? Keyspace::kRecords : Keyspace::kIndex;
  std::string begin;
  std::string end;
  AppendBigEndian32(begin, id);
  AppendBigEndian32(end, id + 1);
  kv::WriteBatch batch = store_->NewBatch();
  kv::Cursor cursor =
      store_->NewCursor(keyspace, {.lower = begin, .upper = end});
  int count = 0;
  for (cursor.SeekToFirst(); cursor.Valid() && count < kMaxSingleDeletes;
       cursor.Next(), ++count) {
    batch.Delete(keyspace, cursor.key());
  }
  MEERKAT_RETURN_IF_ERROR(cursor.status());
  if (count == kMaxSingleDeletes) {
    batch.Clear();
    batch.DeleteRange(keyspace, begin, end);
  }
  batch.Delete(Keyspace::kCatalog, IdKey(mark, id));
  return store_->Write(batch, kv::Durability::kProcess);
}

}  // namespace meerkat::storage
