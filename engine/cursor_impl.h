// CursorImpl: what a cursor is made of: a source of documents, and what keeps
// the engine from closing under it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "storage/kv/snapshot.h"
#include "storage/record_cursor.h"

namespace meerkat::engine {

class Engine;

// One thread at a time.
class CursorImpl {
 public:
  // Of ready documents. `engine` outlives it, see KeepOpen.
  CursorImpl(Engine* engine, std::vector<Document> documents);
  // Of all documents that `snapshot` shows.
  CursorImpl(Engine* engine, storage::kv::Snapshot snapshot,
             storage::RecordCursor records);
  ~CursorImpl();
  CursorImpl(const CursorImpl&) = delete;
  CursorImpl& operator=(const CursorImpl&) = delete;

  // Keeps the engine from ending before this cursor does. Not for cursors that
  // the engine itself owns.
  void KeepOpen(std::shared_ptr<Engine> engine) { keep_open_ = std::move(engine); }

  bool Next();
  // Whether it is known without looking that Next() would be false.
  bool is_exhausted() const {
    return next_ready_ == ready_.size() && !records_.has_value();
  }
  DocumentView document() const { return current_; }
  Document Own() const;
  const Status& status() const { return status_; }

  // Lets go of the store, after a call of Next() that is running in another
  // thread. The engine is closing: further calls fail.
  void Release();

 private:
  class Use;

  bool Move();
  void LetGo();

  std::shared_ptr<Engine> keep_open_;
  Engine* const engine_;
  // Set while a Use lives.
  std::atomic_flag in_use_;
  std::vector<Document> ready_;
  size_t next_ready_ = 0;
  std::optional<storage::kv::Snapshot> snapshot_;
  // Reads snapshot_, so it goes first.
  std::optional<storage::RecordCursor> records_;
  DocumentView current_;
  Status status_;
};

}  // namespace meerkat::engine
