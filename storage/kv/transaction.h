// Transaction: reads and changes that take effect together, or not at all.
//
// Snapshot isolation, first updater wins. A change first locks what it changes
// (LockTable); locks are kept until the end. A transaction of one statement,
// the usual one, reads the latest state under its locks and is committed as
// one plain write batch: RocksDB's own transactions would cost such a write 26
// to 120 % more (measured). All reading and writing of a change goes through
// here, so that one spanning several statements can show its own writes and a
// fixed snapshot through the same calls.
#pragma once

#include <absl/container/inlined_vector.h>
#include <absl/functional/function_ref.h>
#include <meerkat/status.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "storage/kv/lock_table.h"
#include "storage/kv/store.h"

namespace meerkat::storage::kv {

// Something kept beside the data that goes with a transaction: counts, caches.
class Participant {
 public:
  // The end, whether committed or not.
  virtual ~Participant() = default;
  // May add to the batch that is about to be written.
  virtual void BeforeCommit(WriteBatch& batch) = 0;
  // After the batch was written.
  virtual void AfterCommit() = 0;
};

// Used by one thread at a time.
class Transaction {
 public:
  // Both outlive it. Waits for locks until `deadline`.
  Transaction(Store* store, LockTable* locks, const Deadline& deadline = {});
  // Gives up what was not committed.
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  const Deadline& deadline() const { return deadline_; }

  StatusOr<bool> Get(Keyspace keyspace, std::string_view key,
                     absl::FunctionRef<void(std::string_view)> use) const {
    return store_->Get(keyspace, key, nullptr, use);
  }
  WriteBatch& batch() { return batch_; }
  // Bytes of the changes made so far.
  size_t batch_size() const { return batch_.size(); }

  // Locks `key` for writing. `may_wait` false: does not wait for another
  // holder. See LockTable::Lock for who may.
  LockTable::Result Lock(std::string_view key, bool may_wait);
  bool holds_locks() const { return !locked_.empty(); }

  // The participant that `owner` brought, null when it brought none.
  Participant* FindParticipant(const void* owner) const;
  void AddParticipant(const void* owner, std::unique_ptr<Participant> added);

  // Applies all changes and ends the transaction. After an error nothing of it
  // is visible.
  Status Commit(Durability durability);

 private:
  void End();

  Store* const store_;
  LockTable* const locks_;
  const Deadline deadline_;
  WriteBatch batch_;
  absl::InlinedVector<std::string, 1> locked_;
  absl::InlinedVector<std::pair<const void*, std::unique_ptr<Participant>>, 1>
      participants_;
};

}  // namespace meerkat::storage::kv
