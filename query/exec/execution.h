// Execution: a running query, with all it stands on.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <optional>
#include <utility>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "storage/kv/snapshot.h"

namespace meerkat::query {

// One thread at a time.
class Execution {
 public:
  // Its stages are given later, since they refer to the context and the
  // snapshot. No snapshot: it reads nothing of the store.
  Execution(const ExecutionContext& context,
            std::optional<storage::kv::Snapshot> snapshot)
      : context_(context), snapshot_(std::move(snapshot)) {}
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  ExecutionContext* context() { return &context_; }
  const storage::kv::Snapshot& snapshot() const { return *snapshot_; }
  void SetRoot(std::unique_ptr<Stage> root) { root_ = std::move(root); }

  // Moves to the next row; false at the end and on an error.
  bool Next() {
    if (ended_) return false;
    ended_ = root_->Next(row_) != Step::kRow;
    return !ended_;
  }
  // The current document. REQUIRES: Next() returned true.
  DocumentView document() const { return row_.document; }
  const Status& status() const { return context_.error(); }
  // Whether it is known without looking that Next() would be false.
  bool is_exhausted() const { return ended_ || root_->is_exhausted(); }
  size_t kept_memory() const { return context_.kept_memory(); }
  // Whether it keeps a snapshot of the store.
  bool reads_store() const { return snapshot_.has_value(); }

 private:
  ExecutionContext context_;
  std::optional<storage::kv::Snapshot> snapshot_;
  std::unique_ptr<Stage> root_;
  Row row_;
  bool ended_ = false;
};

}  // namespace meerkat::query
