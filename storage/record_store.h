// RecordStore: the documents of one collection, found by _id and scanned in
// the order of their insertion.
//
// Two runs keep both properties at once. A document whose _id is greater than
// every earlier one when it is inserted (generated ObjectIds, counters: nearly
// all real data) goes to the main run, under its encoded _id; any other goes
// to the overflow run, under its sequence number, with an entry _id -> sequence
// beside it. Both runs are in insertion order, so a scan merges them by
// sequence number, and while nothing has overflowed it is one walk. A read by
// _id is one get in the main run, and only where something has overflowed a
// look there. A new greatest _id needs no check for duplicates.
//
//   main      id 1 -> (seq 1, doc)  id 5 -> (seq 2, doc)  id 9 -> (seq 4, doc)
//   overflow  seq 3 -> doc of id 4                        scan: 1 5 4 9
//
// _ids arrive encoded (index/key_encoder.h), so that nothing here knows their
// types. Values are described in FORMAT.md.
#pragma once

#include <absl/base/thread_annotations.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/caches.h"
#include "storage/id_cursor.h"
#include "storage/kv/store.h"
#include "storage/kv/transaction.h"
#include "storage/mutex.h"
#include "storage/record_counts.h"
#include "storage/record_cursor.h"
#include "storage/record_key.h"
#include "storage/record_locator.h"

namespace meerkat::storage {

// A stored document and where it lies.
struct Record {
  // Its key in the keyspace of records.
  std::string key;
  // Its number in the order of insertion.
  uint64_t sequence = 0;
  Run run = Run::kMain;
  Document document;
};

// Thread-safe.
class RecordStore {
 public:
  // `store` and `caches` outlive it. For `counts` see RecordCounts::Load.
  static StatusOr<std::shared_ptr<RecordStore>> Open(kv::Store* store,
                                                     Caches* caches,
                                                     uint32_t collection,
                                                     kv::Cursor& counts);
  // For a collection that is just being made.
  RecordStore(kv::Store* store, Caches* caches, uint32_t collection);

  uint32_t collection() const { return collection_; }

  // The document with this _id, at `snapshot` or, where null, now.
  StatusOr<std::optional<Document>> Find(std::string_view id_key,
                                         const kv::Snapshot* snapshot) const;
  // The same with where it lies; not through the cache.
  StatusOr<std::optional<Record>> FindRecord(
      std::string_view id_key, const kv::Snapshot* snapshot) const {
    return Read(id_key, snapshot);
  }
  // The document that an index entry says is there, at `snapshot` or, where
  // null, now; none when it has gone. Through the cache where `snapshot` is
  // null.
  StatusOr<std::optional<Document>> FindAt(const Locator& locator,
                                           const kv::Snapshot* snapshot) const;
  // All documents in the order of their insertion.
  RecordCursor Scan(const kv::Snapshot& snapshot,
                    ScanDirection direction = ScanDirection::kForward) const;
  // Documents with an _id of a range, in the order of their _ids.
  IdCursor ScanIds(const kv::Snapshot& snapshot, const IdRange& range,
                   ScanDirection direction = ScanDirection::kForward) const;

  Counts Total() const { return counts_.Total(); }
  StatusOr<Counts> TotalAt(const kv::Snapshot& snapshot) const {
    return counts_.TotalAt(*store_, snapshot);
  }
  // Bytes on disk, estimated.
  uint64_t StorageSize() const;

  enum class Outcome {
    kDone,
    // There is a document with this _id.
    kDuplicate,
    // The transaction must be committed first and the call repeated: it would
    // have to wait while it holds something others may wait for, or it touches
    // one document twice.
    kCommitFirst,
    // The collection was dropped.
    kDropped,
  };

  // Lets a transaction in: until it ends the collection is neither dropped nor
  // given other indexes. Whoever writes index entries comes in by this before
  // looking at indexes_version(); the calls below come in by themselves.
  // Errors, of all of them: 112 WriteConflict when the deadline passes, the
  // interruption's.
  StatusOr<Outcome> Enter(kv::Transaction& transaction);
  // CollectionInfo::indexes_version, as it is now.
  uint64_t indexes_version() const {
    return indexes_version_.load(std::memory_order_acquire);
  }

  struct Inserted {
    Outcome outcome = Outcome::kDone;
    // Where it lies, when it is done; `id_key` is the caller's.
    Locator locator;
  };
  // Adds a document.
  StatusOr<Inserted> Insert(kv::Transaction& transaction,
                            std::string_view id_key, DocumentView document);
  // Waits until no other transaction holds or is adding `id_key`, which the
  // given one, so far empty, then holds. For who was told kCommitFirst with
  // nothing but locks to commit.
  StatusOr<Outcome> AwaitId(kv::Transaction& transaction,
                            std::string_view id_key);

  struct Locked {
    Outcome outcome = Outcome::kDone;
    // None: there is no such document.
    std::optional<Record> record;
  };
  // Locks an _id against other writers and reads its document for a change.
  StatusOr<Locked> Lock(kv::Transaction& transaction, std::string_view id_key);
  // Changes a record that Lock gave; its place in the order stays.
  void Replace(kv::Transaction& transaction, const Record& record,
               std::string_view id_key, const Document& document);
  void Remove(kv::Transaction& transaction, const Record& record,
              std::string_view id_key);

  // For a change of what the collection is. Returns when the writers inside
  // have ended; others that come wait for EndChange. REQUIRES: no other change
  // is going on.
  void BeginChange();
  enum class Changed {
    // It could not be written, and the collection goes on as before.
    kNothing,
    // The catalog shows other indexes.
    kIndexes,
    // The catalog no longer shows the collection.
    kDropped,
  };
  void EndChange(Changed changed);
  // Removes the stored counts; goes with the commit of a drop.
  void RemoveCounts(kv::WriteBatch& batch) const { counts_.Remove(batch); }

 private:
  class Writer;
  // _ids that one transaction is appending to the main run.
  struct Append {
    const kv::Transaction* transaction;
    std::string low;
    std::string high;
  };
  enum class Place { kMain, kOverflow, kOwnAppend };

  // REQUIRES: it is in.
  Writer& WriterOf(const kv::Transaction& transaction) const;
  Status LoadTail() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  StatusOr<Place> Choose(Writer& writer, std::string_view id_key,
                         uint64_t* sequence);
  StatusOr<Inserted> InsertIntoOverflow(Writer& writer, std::string_view id_key,
                                        DocumentView document);
  StatusOr<Outcome> LockId(kv::Transaction& transaction,
                           std::string_view id_key);
  bool WaitForAppends(const kv::Transaction& transaction,
                      std::string_view id_key, bool may_wait);
  StatusOr<std::optional<Record>> Read(std::string_view id_key,
                                       const kv::Snapshot* snapshot) const;
  ScanPages PagesFor(const kv::Snapshot& snapshot) const;
  StatusOr<std::optional<Record>> ReadOverflow(
      std::string_view id_key, const kv::Snapshot* snapshot) const;

  kv::Store* const store_;
  DocumentCache* const cache_;
  // Cursors keep them when the collection is gone.
  const std::shared_ptr<CollectionPages> pages_;
  const uint32_t collection_;
  RecordCounts counts_;
  // Whether the overflow run may hold anything. Never goes back to false.
  std::atomic<bool> has_overflow_ = false;

  // Guards the end of both runs: who may append what, and who is writing.
  mutable Mutex mutex_;
  // Goes with mutex_: what a writer held has become free.
  std::condition_variable writer_ended_;
  bool tail_loaded_ ABSL_GUARDED_BY(mutex_) = false;
  // No _id in the main run, committed or being appended, is greater.
  std::string high_water_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_sequence_ ABSL_GUARDED_BY(mutex_) = 1;
  std::list<Append> appends_ ABSL_GUARDED_BY(mutex_);
  // Transactions that are inserting into the overflow run.
  int overflow_inserts_ ABSL_GUARDED_BY(mutex_) = 0;
  int writers_ ABSL_GUARDED_BY(mutex_) = 0;
  enum class Life { kOpen, kBeingChanged, kDropped };
  Life life_ ABSL_GUARDED_BY(mutex_) = Life::kOpen;
  // Goes with mutex_: life_ is no longer kBeingChanged.
  std::condition_variable change_ended_;
  // Changes only while nobody is inside.
  std::atomic<uint64_t> indexes_version_ = 0;
};

}  // namespace meerkat::storage
