// Catalog: which databases and collections there are.
//
// Readers take an immutable snapshot and never wait; a change of the catalog
// (create, drop, rename) writes the store first and then puts a new snapshot
// in place. A database is the set of its collections and nothing more. Dropping
// is a change of the catalog alone: the records of a dropped collection are
// removed in the background, going on at the next open if need be, and their
// ids are never used again. The same holds for indexes, which are a part of
// their collection's entry.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/functional/function_ref.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/caches.h"
#include "storage/catalog_snapshot.h"
#include "storage/collection_info.h"
#include "storage/kv/background_tasks.h"
#include "storage/kv/store.h"
#include "storage/mutex.h"
#include "storage/namespace.h"

namespace meerkat::storage {

// A collection's indexes while they are being changed: nobody is writing to
// the collection, and nobody else changes the catalog.
struct IndexesChange {
  const CatalogEntry& before;
  // What they are to be; at first what they were.
  std::vector<IndexInfo> indexes;
  // Goes with the change.
  kv::WriteBatch& batch;
  // An id for an index or its log.
  absl::FunctionRef<StatusOr<uint32_t>()> next_id;
};

// Thread-safe.
class Catalog {
 public:
  // What a layer above keeps with a collection; `before` is what it kept until
  // now, null at first. Errors are those of the stored specs: 301.
  using MakeAttachment =
      std::function<StatusOr<std::shared_ptr<const CollectionAttachment>>(
          const CollectionInfo& info, const CollectionAttachment* before)>;

  // All outlive it. Indexes that were being built when the database was left
  // are dropped. Error 301 DataCorruptionDetected.
  static StatusOr<std::unique_ptr<Catalog>> Open(
      kv::Store* store, Caches* caches, kv::BackgroundTasks* background,
      MakeAttachment make_attachment = {});

  std::shared_ptr<const CatalogSnapshot> Snapshot() const {
    MutexLock lock(&snapshot_mutex_);
    return snapshot_;
  }

  // Makes a collection. Errors: 48 NamespaceExists, 73 InvalidNamespace, 13297
  // DatabaseDifferCase.
  StatusOr<CatalogEntry> Create(const Namespace& ns, const Uuid& uuid,
                                DocumentView options);
  // False when there was no such collection.
  StatusOr<bool> Drop(const Namespace& ns);
  // The number of collections dropped.
  StatusOr<int> DropDatabase(std::string_view database);
  // Gives a collection another name. Errors: 26 NamespaceNotFound, 48
  // NamespaceExists unless `drop_target`, 73 InvalidNamespace.
  Status Rename(const Namespace& from, const Namespace& to, bool drop_target);

  // Changes the indexes of a collection as `edit` says. Ids of indexes and logs
  // that are no longer there afterwards are reclaimed. Errors: 26
  // NamespaceNotFound when the collection is gone, those of `edit`, after which
  // everything is as before.
  StatusOr<CatalogEntry> ChangeIndexes(
      uint32_t collection, absl::FunctionRef<Status(IndexesChange&)> edit);
  // The stored note that arrays were met at a component of an index's path
  // (MultikeyPaths); goes with the commit of the document that has them.
  static void PutMultikey(uint32_t index, size_t part, size_t component,
                          kv::WriteBatch& batch);

 private:
  Catalog(kv::Store* store, Caches* caches, kv::BackgroundTasks* background,
          MakeAttachment make_attachment)
      : store_(store),
        caches_(caches),
        background_(background),
        make_attachment_(std::move(make_attachment)) {}

  struct Stored;
  StatusOr<Stored> Read() const;
  StatusOr<CatalogEntry> OpenEntry(uint32_t id, std::string_view stored,
                                   kv::Cursor& counts) const;
  Status Load();
  // Writes what ChangeIndexes makes of `before`. REQUIRES: nobody is inside.
  StatusOr<CatalogEntry> WriteIndexes(
      const CatalogEntry& before,
      absl::FunctionRef<Status(IndexesChange&)> edit)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Takes what was being built out of the stored entries.
  Status DropUnfinished(Stored& stored);
  StatusOr<std::shared_ptr<const CollectionAttachment>> AttachmentOf(
      const CollectionInfo& info, const CollectionAttachment* before) const;
  StatusOr<uint32_t> NextId(kv::WriteBatch& batch)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Puts the removal of `entries` into `batch`. CommitDrop must follow.
  void StageDrop(const std::vector<CatalogEntry>& entries,
                 kv::WriteBatch& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Writes `batch` and puts `after` in place.
  Status CommitDrop(const std::vector<CatalogEntry>& entries,
                    kv::WriteBatch& batch, CatalogSnapshot after)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Both.
  Status DropAll(const std::vector<CatalogEntry>& entries,
                 CatalogSnapshot after) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Publish(CatalogSnapshot snapshot) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Notes that the entries of `index` are to be removed, and what else is
  // stored of it.
  static void StageDropIndex(const IndexInfo& index, kv::WriteBatch& batch);
  // What lies under an id in a keyspace is removed in the background, and then
  // the note `mark` that it must be.
  void ScheduleReclaim(char mark, uint32_t id);
  Status Reclaim(char mark, uint32_t id);
  void ScheduleReclaimIndex(const IndexInfo& index);

  kv::Store* const store_;
  Caches* const caches_;
  kv::BackgroundTasks* const background_;
  const MakeAttachment make_attachment_;

  // Held during a change, one at a time.
  absl::Mutex mutex_;
  uint32_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;

  // Held while a pointer is copied. No slower than std::atomic of the pointer,
  // which locks too, and in a way that ThreadSanitizer takes for a race.
  mutable Mutex snapshot_mutex_;
  std::shared_ptr<const CatalogSnapshot> snapshot_
      ABSL_GUARDED_BY(snapshot_mutex_);
};

}  // namespace meerkat::storage
