#include "storage/kv/transaction.h"

namespace meerkat::storage::kv {

Transaction::Transaction(Store* store, LockTable* locks,
                         const Deadline& deadline)
    : store_(store),
      locks_(locks),
      deadline_(deadline),
      batch_(store->NewBatch()) {}

Transaction::~Transaction() { End(); }

LockTable::Result Transaction::Lock(std::string_view key, bool may_wait) {
  const LockTable::Result result = may_wait ? locks_->Lock(key, this, deadline_)
                                            : locks_->TryLock(key, this);
  if (result == LockTable::Result::kTaken) locked_.emplace_back(key);
  return result;
}

Participant* Transaction::FindParticipant(const void* owner) const {
  for (const auto& [brought_by, participant] : participants_) {
    if (brought_by == owner) return participant.get();
  }
  return nullptr;
}

void Transaction::AddParticipant(const void* owner,
                                 std::unique_ptr<Participant> added) {
  participants_.emplace_back(owner, std::move(added));
}

Status Transaction::Commit(Durability durability) {
  for (auto& [owner, participant] : participants_) {
    participant->BeforeCommit(batch_);
  }
  Status written = store_->Write(batch_, durability);
  if (written.ok()) {
    for (auto& [owner, participant] : participants_) {
      participant->AfterCommit();
    }
  }
  End();
  return written;
}

void Transaction::End() {
  batch_.Clear();
  // Participants first: whoever gets a lock next must find their state settled.
  participants_.clear();
  for (const std::string& key : locked_) locks_->Unlock(key);
  locked_.clear();
}

}  // namespace meerkat::storage::kv
