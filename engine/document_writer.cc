#include "engine/document_writer.h"

#include <utility>

#include "engine/ddl.h"
#include "engine/duplicate_key.h"
#include "storage/record_locator.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using storage::Record;
using storage::RecordStore;

constexpr int kMaxPending = 1000;
constexpr size_t kMaxPendingBytes = size_t{4} << 20;

}  // namespace

DocumentWriter::DocumentWriter(Engine& engine, const storage::Namespace& ns,
                               const WriteConcern& concern,
                               const storage::Deadline& deadline)
    : engine_(engine),
      ns_(ns),
      durability_(engine.DurabilityOf(concern)),
      deadline_(deadline),
      entry_(engine.FindCollection(ns_.database, ns_.collection)) {}

storage::kv::Transaction& DocumentWriter::transaction() {
  if (!transaction_.has_value()) {
    transaction_.emplace(&engine_.store(), &engine_.locks(), deadline_);
  }
  return *transaction_;
}

Status DocumentWriter::EnsureCollection() {
  if (entry_.has_value()) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(entry_, FindOrCreateCollection(engine_, ns_));
  return absl::OkStatus();
}

// Attempts. A writer that holds anything waits for nobody, so that no two can
// wait for each other: where another one is in the way, either what is pending
// is committed first, or everything is let go before the wait.

StatusOr<DocumentWriter::Attempt> DocumentWriter::Enter() {
  MEERKAT_ASSIGN_OR_RETURN(const RecordStore::Outcome entered,
                           entry_->records->Enter(transaction()));
  if (entered == RecordStore::Outcome::kCommitFirst) {
    return Attempt::kCommitFirst;
  }
  const bool is_current =
      entered == RecordStore::Outcome::kDone &&
      entry_->info->indexes_version == entry_->records->indexes_version();
  return is_current ? Attempt::kDone : Attempt::kStale;
}

StatusOr<DocumentWriter::Attempt> DocumentWriter::TakeKeys(
    const Element& id, std::string_view id_key) {
  switch (changes_.Lock(transaction())) {
    case index::IndexChanges::Locked::kDone:
      break;
    case index::IndexChanges::Locked::kOwnKey:
      return Attempt::kCommitFirst;
    case index::IndexChanges::Locked::kHeldByOther:
      awaited_key_ = changes_.blocking_key();
      return Attempt::kBlocked;
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<index::DuplicateKey> duplicate,
                           changes_.FindDuplicate(transaction()));
  if (!duplicate.has_value()) return Attempt::kDone;
  // The index on _id is the first one, and the first one tells.
  if (id.exists()) {
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Document> twin,
                             entry_->records->Find(id_key, nullptr));
    if (twin.has_value()) return DuplicateIdError(ns_, id);
  }
  return DuplicateKeyError(ns_, *duplicate);
}

StatusOr<DocumentWriter::Attempt> DocumentWriter::TryInsert(
    const IncomingDocument& document) {
  MEERKAT_ASSIGN_OR_RETURN(Attempt attempt, Enter());
  if (attempt != Attempt::kDone) return attempt;
  const bool has_indexes = !indexes().empty();
  if (has_indexes) {
    MEERKAT_RETURN_IF_ERROR(
        changes_.Compute(indexes(), nullptr, &document.view));
    MEERKAT_ASSIGN_OR_RETURN(attempt, TakeKeys(document.id, document.id_key));
    if (attempt != Attempt::kDone) return attempt;
  }
  MEERKAT_ASSIGN_OR_RETURN(
      const RecordStore::Inserted inserted,
      entry_->records->Insert(transaction(), document.id_key, document.view));
  switch (inserted.outcome) {
    case RecordStore::Outcome::kDone:
      break;
    case RecordStore::Outcome::kDuplicate:
      return DuplicateIdError(ns_, document.id);
    case RecordStore::Outcome::kCommitFirst:
      awaited_key_.clear();
      return Attempt::kBlocked;
    case RecordStore::Outcome::kDropped:
      return Attempt::kStale;
  }
  if (has_indexes) {
    locator_.clear();
    storage::AppendLocator(locator_, inserted.locator);
    changes_.Apply(transaction(), locator_);
  }
  ++pending_;
  return Attempt::kDone;
}

Status DocumentWriter::AwaitOther(std::string_view id_key) {
  transaction_.reset();
  if (awaited_key_.empty()) {
    // It is let go again at once: whoever comes first may have it.
    return entry_->records->AwaitId(transaction(), id_key).status();
  }
  if (engine_.locks().Lock(awaited_key_, this, deadline_) ==
      storage::kv::LockTable::Result::kTaken) {
    engine_.locks().Unlock(awaited_key_);
    return absl::OkStatus();
  }
  if (deadline_.is_interrupted()) return deadline_.Check();
  return MakeError(ErrorCode::kWriteConflict,
                   "timed out while another write of the same key of a unique "
                   "index ran");
}

StatusOr<std::optional<Step>> DocumentWriter::Settle(Attempt attempt,
                                                     std::string_view id_key) {
  switch (attempt) {
    case Attempt::kDone:
      return Step::kDone;
    case Attempt::kCommitFirst:
      return Step::kCommitFirst;
    case Attempt::kBlocked:
      if (pending_ > 0) return Step::kCommitFirst;
      MEERKAT_RETURN_IF_ERROR(AwaitOther(id_key));
      break;
    case Attempt::kStale:
      if (pending_ > 0) return Step::kCommitFirst;
      entry_ = engine_.FindCollection(ns_.database, ns_.collection);
      break;
  }
  transaction_.reset();
  return std::nullopt;
}

StatusOr<Step> DocumentWriter::Insert(const IncomingDocument& document) {
  while (true) {
    MEERKAT_RETURN_IF_ERROR(EnsureCollection());
    const StatusOr<Attempt> attempt = TryInsert(document);
    if (!attempt.ok()) {
      if (pending_ == 0) transaction_.reset();
      return attempt.status();
    }
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Step> settled,
                             Settle(*attempt, document.id_key));
    if (settled.has_value()) return *settled;
  }
}

StatusOr<DocumentWriter::Attempt> DocumentWriter::TryChange(
    std::string_view id_key, absl::FunctionRef<Status(const Record&)> change) {
  MEERKAT_ASSIGN_OR_RETURN(const Attempt entered, Enter());
  if (entered != Attempt::kDone) return entered;
  MEERKAT_ASSIGN_OR_RETURN(const RecordStore::Locked locked,
                           entry_->records->Lock(transaction(), id_key));
  if (locked.outcome == RecordStore::Outcome::kCommitFirst) {
    return Attempt::kCommitFirst;
  }
  change_attempt_ = Attempt::kDone;
  if (locked.record.has_value()) {
    MEERKAT_RETURN_IF_ERROR(change(*locked.record));
  }
  return change_attempt_;
}

StatusOr<Step> DocumentWriter::Change(
    std::string_view id_key, absl::FunctionRef<Status(const Record&)> change) {
  while (entry_.has_value()) {
    MEERKAT_ASSIGN_OR_RETURN(const Attempt attempt, TryChange(id_key, change));
    MEERKAT_ASSIGN_OR_RETURN(const std::optional<Step> settled,
                             Settle(attempt, id_key));
    if (settled.has_value()) return *settled;
  }
  return Step::kDone;
}

StatusOr<DocumentWriter::Attempt> DocumentWriter::ChangeIndexes(
    const Record& record, std::string_view id_key, const DocumentView* after) {
  if (indexes().empty()) return Attempt::kDone;
  const DocumentView before = record.document;
  MEERKAT_RETURN_IF_ERROR(changes_.Compute(indexes(), &before, after));
  MEERKAT_ASSIGN_OR_RETURN(const Attempt attempt, TakeKeys({}, id_key));
  if (attempt != Attempt::kDone) return attempt;
  locator_.clear();
  const bool in_main = record.run == storage::Run::kMain;
  storage::AppendLocator(locator_, {record.sequence, record.run,
                                    in_main ? id_key : std::string_view()});
  changes_.Apply(*transaction_, locator_);
  return Attempt::kDone;
}

Status DocumentWriter::Replace(const Record& record,
                               IncomingDocument replacement) {
  if (replacement.owned.empty()) {
    replacement.owned = Document(replacement.view);
  }
  const DocumentView after = replacement.owned;
  MEERKAT_ASSIGN_OR_RETURN(change_attempt_,
                           ChangeIndexes(record, replacement.id_key, &after));
  if (change_attempt_ != Attempt::kDone) return absl::OkStatus();
  entry_->records->Replace(*transaction_, record, replacement.id_key,
                           replacement.owned);
  ++pending_;
  return absl::OkStatus();
}

Status DocumentWriter::Remove(const Record& record, std::string_view id_key) {
  MEERKAT_ASSIGN_OR_RETURN(change_attempt_,
                           ChangeIndexes(record, id_key, nullptr));
  if (change_attempt_ != Attempt::kDone) return absl::OkStatus();
  entry_->records->Remove(*transaction_, record, id_key);
  ++pending_;
  return absl::OkStatus();
}

bool DocumentWriter::is_full() const {
  return pending_ >= kMaxPending ||
         (transaction_.has_value() &&
          transaction_->batch_size() >= kMaxPendingBytes);
}

Status DocumentWriter::Commit() {
  pending_ = 0;
  if (!transaction_.has_value()) return absl::OkStatus();
  Status committed = transaction_->Commit(durability_);
  transaction_.reset();
  return committed;
}

}  // namespace meerkat::engine
