// Catalog: which databases and collections there are.
//
// Readers take an immutable snapshot and never wait; a change of the catalog
// (create, drop, rename) writes the store first and then puts a new snapshot
// in place. A database is the set of its collections and nothing more. Dropping
// is a change of the catalog alone: the records of a dropped collection are
// removed in the background, going on at the next open if need be, and their
// ids are never used again.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "storage/caches.h"
#include "storage/catalog_snapshot.h"
#include "storage/collection_info.h"
#include "storage/kv/background_tasks.h"
#include "storage/kv/store.h"
#include "storage/mutex.h"
#include "storage/namespace.h"

namespace meerkat::storage {

// Thread-safe.
class Catalog {
 public:
  // All outlive it. Error 301 DataCorruptionDetected.
  static StatusOr<std::unique_ptr<Catalog>> Open(
      kv::Store* store, Caches* caches, kv::BackgroundTasks* background);

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

 private:
  Catalog(kv::Store* store, Caches* caches, kv::BackgroundTasks* background)
      : store_(store), caches_(caches), background_(background) {}

  struct Stored;
  StatusOr<Stored> Read() const;
  StatusOr<CatalogEntry> OpenEntry(uint32_t id, std::string_view stored,
                                   kv::Cursor& counts) const;
  Status Load();
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
  void ScheduleReclaim(uint32_t id);
  Status Reclaim(uint32_t id);

  kv::Store* const store_;
  Caches* const caches_;
  kv::BackgroundTasks* const background_;

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
