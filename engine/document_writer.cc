#include "engine/document_writer.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <utility>

#include "engine/ddl.h"
#include "engine/shell_text.h"
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

Status DocumentWriter::DuplicateId(const Element& id) const {
  Builder details;
  details.OpenDocument("keyPattern").Append("_id", 1).Close();
  details.OpenDocument("keyValue").AppendAs("_id", id).Close();
  return MakeError(
      ErrorCode::kDuplicateKey,
      fmt::format("E11000 duplicate key error collection: {} index: _id_ dup "
                  "key: {{ _id: {} }}",
                  ns_.ToString(), ShellText(id)),
      std::move(details).Finish());
}

StatusOr<Step> DocumentWriter::Insert(const IncomingDocument& document) {
  while (true) {
    MEERKAT_RETURN_IF_ERROR(EnsureCollection());
    MEERKAT_ASSIGN_OR_RETURN(
        const RecordStore::Outcome outcome,
        entry_->records->Insert(transaction(), document.id_key, document.view));
    switch (outcome) {
      case RecordStore::Outcome::kDone:
        ++pending_;
        return Step::kDone;
      case RecordStore::Outcome::kDuplicate:
        return DuplicateId(document.id);
      case RecordStore::Outcome::kCommitFirst:
        return Step::kCommitFirst;
      case RecordStore::Outcome::kDropped:
        // Dropped since it was looked up, and no longer in the catalog: there
        // may be a new one by now.
        entry_ = engine_.FindCollection(ns_.database, ns_.collection);
    }
  }
}

StatusOr<Step> DocumentWriter::Change(
    std::string_view id_key, absl::FunctionRef<Status(const Record&)> change) {
  if (!entry_.has_value()) return Step::kDone;
  MEERKAT_ASSIGN_OR_RETURN(const RecordStore::Locked locked,
                           entry_->records->Lock(transaction(), id_key));
  if (locked.outcome == RecordStore::Outcome::kCommitFirst) {
    return Step::kCommitFirst;
  }
  if (locked.record.has_value()) {
    MEERKAT_RETURN_IF_ERROR(change(*locked.record));
  }
  return Step::kDone;
}

void DocumentWriter::Replace(const Record& record,
                             IncomingDocument replacement) {
  if (replacement.owned.empty()) {
    replacement.owned = Document(replacement.view);
  }
  entry_->records->Replace(*transaction_, record, replacement.id_key,
                           replacement.owned);
  ++pending_;
}

void DocumentWriter::Remove(const Record& record, std::string_view id_key) {
  entry_->records->Remove(*transaction_, record, id_key);
  ++pending_;
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
