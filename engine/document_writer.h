// DocumentWriter: the one door through which documents are changed.
//
// A statement names the collection and what to change; the record, and
// whatever is kept beside it, change together when Commit() returns. Several
// changes may share a commit. Now and then one cannot join those that are
// pending; then it answers kCommitFirst, has done nothing, and is to be made
// again after a Commit():
//
//   DocumentWriter writer(engine, ns, concern);
//   for (each document) {
//     while (*writer.Insert(document) == Step::kCommitFirst) writer.Commit();
//   }
//   writer.Commit();
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "engine/incoming_document.h"
#include "index/index_changes.h"
#include "index/index_set.h"
#include "storage/catalog.h"
#include "storage/deadline.h"
#include "storage/kv/transaction.h"
#include "storage/namespace.h"
#include "storage/record_store.h"

namespace meerkat::engine {

enum class Step { kDone, kCommitFirst };

// Changes of one statement to one collection. Used by one thread. What was not
// committed is given up.
class DocumentWriter {
 public:
  // The engine stays open and `ns` as it is while it lives. Waits for other
  // writers until `deadline`, then fails with 112 WriteConflict.
  DocumentWriter(Engine& engine, const storage::Namespace& ns,
                 const WriteConcern& concern,
                 const storage::Deadline& deadline = {});

  // Whether the collection was there at the beginning.
  bool has_collection() const { return entry_.has_value(); }

  // Adds a document, making the collection if need be. Error 11000
  // DuplicateKey with keyPattern and keyValue.
  StatusOr<Step> Insert(const IncomingDocument& document);

  // Locks the _id against other writers and calls `change` with its document,
  // if there is one, to call Replace or Remove or to leave it. Calls it again
  // with the document as it is then when it had to wait for another writer.
  StatusOr<Step> Change(
      std::string_view id_key,
      absl::FunctionRef<Status(const storage::Record&)> change);
  // REQUIRES: called by `change`, with its record, at most one of them and
  // once. Error 11000 DuplicateKey.
  Status Replace(const storage::Record& record, IncomingDocument replacement);
  Status Remove(const storage::Record& record, std::string_view id_key);

  // The collection as it is now. REQUIRES: called by `change`.
  const storage::CatalogEntry& collection() const { return *entry_; }

  // Makes the pending changes visible and durable together, or none of them.
  Status Commit();
  int pending() const { return pending_; }
  // Whether so much is pending that it is better committed now.
  bool is_full() const;

 private:
  // What an attempt at a change came to.
  enum class Attempt {
    kDone,
    // The pending changes have to be committed first.
    kCommitFirst,
    // Another writer has `awaited_key_`, or the _id where that is empty.
    kBlocked,
    // The collection or its indexes are not what they were.
    kStale,
  };

  Status EnsureCollection();
  storage::kv::Transaction& transaction();
  const index::IndexSet& indexes() const {
    return index::IndexSet::Of(*entry_);
  }
  StatusOr<Attempt> Enter();
  StatusOr<Attempt> TryInsert(const IncomingDocument& document);
  StatusOr<Attempt> TryChange(
      std::string_view id_key,
      absl::FunctionRef<Status(const storage::Record&)> change);
  // Locks the keys that `changes_` are about and looks for duplicates.
  StatusOr<Attempt> TakeKeys(const Element& id, std::string_view id_key);
  StatusOr<Attempt> ChangeIndexes(const storage::Record& record,
                                  std::string_view id_key,
                                  const DocumentView* after);
  // After an attempt that was not done: what the caller is to be told, or none
  // when it is to be made again.
  StatusOr<std::optional<Step>> Settle(Attempt attempt,
                                       std::string_view id_key);
  Status AwaitOther(std::string_view id_key);

  Engine& engine_;
  const storage::Namespace& ns_;
  const storage::kv::Durability durability_;
  const storage::Deadline deadline_;
  std::optional<storage::CatalogEntry> entry_;
  std::optional<storage::kv::Transaction> transaction_;
  index::IndexChanges changes_;
  std::string locator_;
  // The key in the way of the last attempt.
  std::string awaited_key_;
  // What Replace and Remove came to.
  Attempt change_attempt_ = Attempt::kDone;
  int pending_ = 0;
};

}  // namespace meerkat::engine
