#include "storage/record_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "storage/record_value.h"
#include "storage/status_macros.h"

namespace meerkat::storage {

using kv::Keyspace;
using kv::LockTable;

namespace {

// A sequence number as it stands in a key, or under an _id of the overflow run.
StatusOr<uint64_t> ReadSequence(std::string_view stored) {
  if (stored.size() != sizeof(uint64_t)) return DamagedRecord();
  return ReadBigEndian64(stored);
}

// A transaction that holds what others may wait for must not wait itself.
bool MayWait(kv::Transaction& transaction) {
  return transaction.batch().empty() && !transaction.holds_locks();
}

// The error of a wait that ended without what it was for. Errors: the
// interruption's, 112 WriteConflict when the time was over.
Status WaitedInVain(const kv::Transaction& transaction, std::string_view why) {
  if (transaction.deadline().is_interrupted()) {
    return transaction.deadline().Check();
  }
  return MakeError(ErrorCode::kWriteConflict, why);
}

}  // namespace

// What one transaction does to one collection, settled when it ends.
class RecordStore::Writer : public kv::Participant {
 public:
  Writer(RecordStore* records, kv::Transaction* transaction)
      : records_(records), transaction_(transaction) {}

  ~Writer() override {
    if (stripe_ >= 0) records_->counts_.Settle(stripe_, counts_, committed_);
    SettleCache();
    MutexLock lock(&records_->mutex_);
    if (append_.has_value()) records_->appends_.erase(*append_);
    if (inserts_into_overflow_) --records_->overflow_inserts_;
    --records_->writers_;
    // With the mutex held: whoever waits in Drop may end the store after that.
    records_->writer_ended_.notify_all();
  }

  void BeforeCommit(kv::WriteBatch& batch) override {
    AnnounceChanges();
    if (counts_ == Counts{}) return;
    stripe_ = records_->counts_.Prepare(counts_, records_->store_->in_memory(),
                                        batch);
  }

  void AfterCommit() override { committed_ = true; }

  kv::Transaction& transaction() const { return *transaction_; }
  void Count(const Counts& counts) { counts_ += counts; }
  void Changed(std::string key, std::optional<Document> document) {
    changes_.push_back({std::move(key), std::move(document)});
  }

  bool Appends(std::string_view id_key) const {
    return append_.has_value() && (*append_)->low <= id_key &&
           id_key <= (*append_)->high;
  }
  // REQUIRES, for both: the store's mutex is held.
  void ExtendAppend(std::string_view id_key) {
    records_->mutex_.AssertHeld();
    if (append_.has_value()) {
      (*append_)->high = id_key;
      return;
    }
    records_->appends_.push_back(
        {transaction_, std::string(id_key), std::string(id_key)});
    append_ = std::prev(records_->appends_.end());
  }
  void InsertsIntoOverflow() {
    records_->mutex_.AssertHeld();
    if (!inserts_into_overflow_) ++records_->overflow_inserts_;
    inserts_into_overflow_ = true;
  }

 private:
  // A cached document that is no longer current, and the one that is.
  struct Change {
    std::string key;
    std::optional<Document> document;
  };

  void AnnounceChanges() {
    CollectionPages& pages = *records_->pages_;
    changes_announced_ = true;
    pages.BeginWrite();
    if (append_.has_value()) pages.Drop((*append_)->low, (*append_)->high);
    for (const Change& change : changes_) {
      records_->cache_->BeginWrite(change.key);
      const std::string_view id_key =
          std::string_view(change.key).substr(kRunPrefixSize);
      pages.Drop(id_key, id_key);
    }
  }

  void SettleCache() {
    if (!changes_announced_) return;
    records_->pages_->EndWrite();
    const uint64_t now = records_->store_->LatestSequence();
    for (const Change& change : changes_) {
      records_->cache_->EndWrite(
          change.key, committed_ ? change.document : std::nullopt, now);
    }
  }

  RecordStore* const records_;
  kv::Transaction* const transaction_;
  Counts counts_;
  std::vector<Change> changes_;
  std::optional<std::list<Append>::iterator> append_;
  int stripe_ = -1;
  bool inserts_into_overflow_ = false;
  bool changes_announced_ = false;
  bool committed_ = false;
};

RecordStore::RecordStore(kv::Store* store, Caches* caches, uint32_t collection)
    : store_(store),
      cache_(&caches->documents),
      pages_(std::make_shared<CollectionPages>(&caches->pages)),
      collection_(collection),
      counts_(collection),
      tail_loaded_(true) {}

StatusOr<std::shared_ptr<RecordStore>> RecordStore::Open(kv::Store* store,
                                                         Caches* caches,
                                                         uint32_t collection,
                                                         kv::Cursor& counts) {
  auto records = std::make_shared<RecordStore>(store, caches, collection);
  MEERKAT_RETURN_IF_ERROR(records->counts_.Load(counts));
  records->has_overflow_ = records->Total().overflow_documents > 0;
  MutexLock lock(&records->mutex_);
  records->tail_loaded_ = false;
  return records;
}

// Finds where both runs end. Done by the first insert, so that opening a
// database with many collections stays cheap.
Status RecordStore::LoadTail() {
  if (tail_loaded_) return absl::OkStatus();
  for (const Run run : {Run::kMain, Run::kOverflow, Run::kOverflowIds}) {
    const std::string prefix = RunPrefix(collection_, run);
    const std::string end = RunEnd(collection_, run);
    kv::Cursor cursor =
        store_->NewCursor(Keyspace::kRecords, {.lower = prefix, .upper = end});
    cursor.SeekToLast();
    MEERKAT_RETURN_IF_ERROR(cursor.status());
    if (!cursor.Valid()) continue;
    const std::string_view suffix = cursor.key().substr(prefix.size());
    // The greatest _id may lie in the overflow run: those above it in the main
    // run may have been removed since.
    if (run != Run::kOverflow && suffix > high_water_) high_water_ = suffix;
    if (run == Run::kOverflowIds) continue;
    uint64_t sequence;
    if (run == Run::kMain) {
      MEERKAT_ASSIGN_OR_RETURN(const RecordValue value,
                               ReadMainValue(cursor.value()));
      sequence = value.sequence;
    } else {
      MEERKAT_ASSIGN_OR_RETURN(sequence, ReadSequence(suffix));
    }
    if (sequence == UINT64_MAX) return DamagedRecord();
    next_sequence_ = std::max(next_sequence_, sequence + 1);
  }
  tail_loaded_ = true;
  return absl::OkStatus();
}

// Reading

StatusOr<std::optional<Document>> RecordStore::Find(
    std::string_view id_key, const kv::Snapshot* snapshot) const {
  const std::string key = MainKey(collection_, id_key);
  const uint64_t at =
      snapshot != nullptr ? snapshot->sequence() : DocumentCache::kLatest;
  if (std::optional<Document> cached = cache_->Find(key, at)) return cached;

  const DocumentCache::Ticket ticket = cache_->BeginFill(key);
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<Record> record,
                           Read(id_key, snapshot));
  if (!record.has_value()) return std::nullopt;
  // What a snapshot sees may have been replaced long ago.
  if (snapshot == nullptr) {
    cache_->Fill(key, ticket, record->document, store_->LatestSequence());
  }
  return record->document;
}

StatusOr<std::optional<Record>> RecordStore::Read(
    std::string_view id_key, const kv::Snapshot* snapshot) const {
  std::optional<Record> record;
  Status status;
  const std::string key = MainKey(collection_, id_key);
  MEERKAT_ASSIGN_OR_RETURN(
      const bool found,
      store_->Get(Keyspace::kRecords, key, snapshot,
                  [&](std::string_view stored) {
                    const StatusOr<RecordValue> value = ReadMainValue(stored);
                    status = value.status();
                    if (!value.ok()) return;
                    record = Record{key, value->sequence, Run::kMain,
                                    Document(value->document)};
                  }));
  MEERKAT_RETURN_IF_ERROR(status);
  if (found || !has_overflow_) return record;
  return ReadOverflow(id_key, snapshot);
}

StatusOr<std::optional<Record>> RecordStore::ReadOverflow(
    std::string_view id_key, const kv::Snapshot* snapshot) const {
  StatusOr<uint64_t> sequence = 0;
  MEERKAT_ASSIGN_OR_RETURN(
      const bool has_entry,
      store_->Get(
          Keyspace::kRecords, OverflowIdKey(collection_, id_key), snapshot,
          [&](std::string_view stored) { sequence = ReadSequence(stored); }));
  if (!has_entry) return std::nullopt;
  MEERKAT_RETURN_IF_ERROR(sequence.status());
  Record record{
      OverflowKey(collection_, *sequence), *sequence, Run::kOverflow, {}};
  Status status;
  const auto read = [&](std::string_view stored) {
    const StatusOr<RecordValue> value = ReadOverflowValue(stored);
    status = value.status();
    if (value.ok()) record.document = Document(value->document);
  };
  MEERKAT_ASSIGN_OR_RETURN(
      const bool has_record,
      store_->Get(Keyspace::kRecords, record.key, snapshot, read));
  MEERKAT_RETURN_IF_ERROR(status);
  if (has_record) return record;
  if (snapshot != nullptr) return DamagedRecord();
  // It may have been removed between the two reads; they go together, so one
  // state shows both or neither.
  const kv::Snapshot now = store_->TakeSnapshot();
  return ReadOverflow(id_key, &now);
}

StatusOr<std::optional<Document>> RecordStore::FindAt(
    const Locator& locator, const kv::Snapshot* snapshot) const {
  if (locator.run == Run::kMain) return Find(locator.id_key, snapshot);
  std::optional<Document> document;
  Status status;
  MEERKAT_RETURN_IF_ERROR(
      store_
          ->Get(Keyspace::kRecords, OverflowKey(collection_, locator.sequence),
                snapshot,
                [&](std::string_view stored) {
                  const StatusOr<RecordValue> value = ReadOverflowValue(stored);
                  status = value.status();
                  if (value.ok()) document = Document(value->document);
                })
          .status());
  MEERKAT_RETURN_IF_ERROR(status);
  return document;
}

RecordCursor RecordStore::Scan(const kv::Snapshot& snapshot,
                               ScanDirection direction) const {
  ScanPages pages;
  if (direction == ScanDirection::kForward) pages = PagesFor(snapshot);
  return RecordCursor(*store_, collection_, snapshot, has_overflow_, direction,
                      std::move(pages));
}

ScanPages RecordStore::PagesFor(const kv::Snapshot& snapshot) const {
  ScanPages pages{.pages = pages_, .fill = {}};
  const Counts total = Total();
  if (!pages_->IsWorthFilling(total.documents, total.bytes)) return pages;
  pages.fill = pages_->BeginFill();
  // Looked at after the ticket: nothing was written since the snapshot.
  if (store_->LatestSequence() != snapshot.sequence()) pages.fill.reset();
  return pages;
}

IdCursor RecordStore::ScanIds(const kv::Snapshot& snapshot,
                              const IdRange& range,
                              ScanDirection direction) const {
  return IdCursor(*store_, collection_, snapshot, has_overflow_, range,
                  direction);
}

uint64_t RecordStore::StorageSize() const {
  return store_->ApproximateSize(Keyspace::kRecords,
                                 RunPrefix(collection_, Run::kMain),
                                 RunEnd(collection_, Run::kOverflowIds));
}

// Writing

StatusOr<RecordStore::Outcome> RecordStore::Enter(
    kv::Transaction& transaction) {
  if (transaction.FindParticipant(this) != nullptr) return Outcome::kDone;
  {
    MutexLock lock(&mutex_);
    auto is_decided = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return life_ != Life::kBeingChanged;
    };
    if (!is_decided() && !MayWait(transaction)) return Outcome::kCommitFirst;
    if (!mutex_.AwaitUntil(change_ended_, transaction.deadline(), is_decided)) {
      return WaitedInVain(transaction,
                          "timed out while the collection was being changed");
    }
    if (life_ == Life::kDropped) return Outcome::kDropped;
    ++writers_;
  }
  transaction.AddParticipant(this,
                             std::make_unique<Writer>(this, &transaction));
  return Outcome::kDone;
}

RecordStore::Writer& RecordStore::WriterOf(
    const kv::Transaction& transaction) const {
  return static_cast<Writer&>(*transaction.FindParticipant(this));
}

StatusOr<RecordStore::Place> RecordStore::Choose(Writer& writer,
                                                 std::string_view id_key,
                                                 uint64_t* sequence) {
  MutexLock lock(&mutex_);
  MEERKAT_RETURN_IF_ERROR(LoadTail());
  // A collection that was emptied begins anew. Older snapshots see only what
  // was there before and newer ones only what comes, so each finds the main
  // run in order.
  if (id_key <= high_water_ && appends_.empty() && overflow_inserts_ == 0 &&
      counts_.Total().documents == 0) {
    high_water_.clear();
  }
  if (id_key > high_water_) {
    high_water_ = id_key;
    *sequence = next_sequence_++;
    writer.ExtendAppend(id_key);
    return Place::kMain;
  }
  if (writer.Appends(id_key)) return Place::kOwnAppend;
  writer.InsertsIntoOverflow();
  return Place::kOverflow;
}

StatusOr<RecordStore::Inserted> RecordStore::Insert(
    kv::Transaction& transaction, std::string_view id_key,
    DocumentView document) {
  MEERKAT_ASSIGN_OR_RETURN(const Outcome entered, Enter(transaction));
  if (entered != Outcome::kDone) return Inserted{entered, {}};
  Writer& writer = WriterOf(transaction);
  uint64_t sequence = 0;
  MEERKAT_ASSIGN_OR_RETURN(const Place place,
                           Choose(writer, id_key, &sequence));
  if (place == Place::kOwnAppend) return Inserted{Outcome::kCommitFirst, {}};
  if (place == Place::kOverflow) {
    return InsertIntoOverflow(writer, id_key, document);
  }
  transaction.batch().PutRecord(MainKey(collection_, id_key),
                                MainHead(sequence).view(), document.bytes());
  writer.Count({1, static_cast<int64_t>(document.size()), 0});
  return Inserted{Outcome::kDone, {sequence, Run::kMain, id_key}};
}

StatusOr<RecordStore::Outcome> RecordStore::AwaitId(
    kv::Transaction& transaction, std::string_view id_key) {
  const bool may_wait = MayWait(transaction);
  MEERKAT_ASSIGN_OR_RETURN(const Outcome locked, LockId(transaction, id_key));
  if (locked != Outcome::kDone) return locked;
  if (WaitForAppends(transaction, id_key, may_wait)) return Outcome::kDone;
  if (!may_wait) return Outcome::kCommitFirst;
  return WaitedInVain(transaction,
                      "timed out while another insert of the same _id ran");
}

StatusOr<RecordStore::Inserted> RecordStore::InsertIntoOverflow(
    Writer& writer, std::string_view id_key, DocumentView document) {
  kv::Transaction& transaction = writer.transaction();
  MEERKAT_ASSIGN_OR_RETURN(const Outcome free, AwaitId(transaction, id_key));
  if (free != Outcome::kDone) return Inserted{free, {}};
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<Record> existing,
                           Read(id_key, nullptr));
  if (existing.has_value()) return Inserted{Outcome::kDuplicate, {}};

  // Readers look into the overflow run from here on.
  has_overflow_ = true;
  uint64_t sequence;
  {
    MutexLock lock(&mutex_);
    sequence = next_sequence_++;
  }
  std::string number;
  AppendBigEndian64(number, sequence);
  kv::WriteBatch& batch = transaction.batch();
  batch.PutRecord(OverflowKey(collection_, sequence), OverflowHead().view(),
                  document.bytes());
  batch.Put(Keyspace::kRecords, OverflowIdKey(collection_, id_key), number);
  writer.Count({1, static_cast<int64_t>(document.size()), 1});
  return Inserted{Outcome::kDone, {sequence, Run::kOverflow, {}}};
}

StatusOr<RecordStore::Outcome> RecordStore::LockId(kv::Transaction& transaction,
                                                   std::string_view id_key) {
  const bool may_wait = MayWait(transaction);
  switch (transaction.Lock(MainKey(collection_, id_key), may_wait)) {
    case LockTable::Result::kTaken:
      return Outcome::kDone;
    case LockTable::Result::kAlreadyMine:
      return Outcome::kCommitFirst;
    case LockTable::Result::kHeldByOther:
      if (!may_wait) return Outcome::kCommitFirst;
  }
  return WaitedInVain(transaction,
                      "timed out while another write of the same document ran");
}

// An _id that another transaction is appending is not visible yet and may come
// to be. Waiting for it with the _id's lock held is safe: whoever appends holds
// something and therefore waits for nobody.
bool RecordStore::WaitForAppends(const kv::Transaction& transaction,
                                 std::string_view id_key, bool may_wait) {
  MutexLock lock(&mutex_);
  auto nobody_appends = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return std::none_of(appends_.begin(), appends_.end(),
                        [&](const Append& append) {
                          return append.transaction != &transaction &&
                                 append.low <= id_key && id_key <= append.high;
                        });
  };
  if (!may_wait) return nobody_appends();
  return mutex_.AwaitUntil(writer_ended_, transaction.deadline(),
                           nobody_appends);
}

StatusOr<RecordStore::Locked> RecordStore::Lock(kv::Transaction& transaction,
                                                std::string_view id_key) {
  MEERKAT_ASSIGN_OR_RETURN(const Outcome entered, Enter(transaction));
  if (entered != Outcome::kDone) return Locked{entered, {}};
  MEERKAT_ASSIGN_OR_RETURN(const Outcome outcome, LockId(transaction, id_key));
  if (outcome != Outcome::kDone) return Locked{outcome, {}};
  MEERKAT_ASSIGN_OR_RETURN(std::optional<Record> record, Read(id_key, nullptr));
  return Locked{Outcome::kDone, std::move(record)};
}

void RecordStore::Replace(kv::Transaction& transaction, const Record& record,
                          std::string_view id_key, const Document& document) {
  Writer& writer = WriterOf(transaction);
  const RecordHead head =
      record.run == Run::kMain ? MainHead(record.sequence) : OverflowHead();
  transaction.batch().PutRecord(record.key, head.view(),
                                document.view().bytes());
  writer.Count({0,
                static_cast<int64_t>(document.size()) -
                    static_cast<int64_t>(record.document.size()),
                0});
  writer.Changed(MainKey(collection_, id_key), document);
}

void RecordStore::Remove(kv::Transaction& transaction, const Record& record,
                         std::string_view id_key) {
  Writer& writer = WriterOf(transaction);
  const bool in_overflow = record.run == Run::kOverflow;
  transaction.batch().Delete(Keyspace::kRecords, record.key);
  if (in_overflow) {
    transaction.batch().Delete(Keyspace::kRecords,
                               OverflowIdKey(collection_, id_key));
  }
  writer.Count({-1, -static_cast<int64_t>(record.document.size()),
                in_overflow ? -1 : 0});
  writer.Changed(MainKey(collection_, id_key), std::nullopt);
}

void RecordStore::BeginChange() {
  MutexLock lock(&mutex_);
  life_ = Life::kBeingChanged;
  auto no_writers = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return writers_ == 0;
  };
  mutex_.AwaitUntil(writer_ended_, Deadline(), no_writers);
}

void RecordStore::EndChange(Changed changed) {
  MutexLock lock(&mutex_);
  if (changed == Changed::kDropped) pages_->DropAll();
  if (changed == Changed::kIndexes) ++indexes_version_;
  life_ = changed == Changed::kDropped ? Life::kDropped : Life::kOpen;
  change_ended_.notify_all();
}

}  // namespace meerkat::storage
