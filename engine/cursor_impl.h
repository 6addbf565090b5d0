// CursorImpl: what a cursor is made of: a running query, and what keeps the
// engine from closing under it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "query/exec/execution.h"
#include "storage/collection_info.h"

namespace meerkat::engine {

class Engine;

// One thread at a time.
class CursorImpl {
 public:
  // Of the query's rows. `engine` outlives it, see KeepOpen.
  CursorImpl(Engine* engine, std::unique_ptr<query::Execution> execution);
  // Of ready documents.
  CursorImpl(Engine* engine, std::vector<Document> documents);
  ~CursorImpl();
  CursorImpl(const CursorImpl&) = delete;
  CursorImpl& operator=(const CursorImpl&) = delete;

  // Keeps the engine from ending before this cursor does. Not for cursors that
  // the engine itself owns.
  void KeepOpen(std::shared_ptr<Engine> engine) {
    keep_open_ = std::move(engine);
  }

  // Whose documents it reads; null for listings and where there was none.
  void set_collection(
      std::shared_ptr<const storage::CollectionInfo> collection) {
    collection_ = std::move(collection);
  }
  const storage::CollectionInfo* collection() const {
    return collection_.get();
  }

  // Who may end the query from now on; null: nobody. It stays until another one
  // is set.
  void set_interruption(const Interruption* interruption);

  // Bytes that it keeps between two rows (ExecutionContext::kept_memory).
  size_t memory() const;

  bool Next();
  // Whether it is known without looking that Next() would be false.
  bool is_exhausted() const {
    return execution_ == nullptr || execution_->is_exhausted();
  }
  // Whether the query may go on: for work on a document that takes long.
  Status CheckInterrupt();
  // Empty when there is none, and once the engine closes.
  DocumentView document() const;
  Document Own() const;
  const Status& status() const { return status_; }

  // Lets go of the store, after a call of Next() or Own() that is running in
  // another thread. The engine is closing: further calls fail.
  void Release();
  // Deletes `cursor`, or in a forked child leaves it, as it is the parent's.
  static void LetGo(std::unique_ptr<CursorImpl> cursor);

 private:
  class Use;

  bool Move();

  std::shared_ptr<Engine> keep_open_;
  Engine* const engine_;
  std::shared_ptr<const storage::CollectionInfo> collection_;
  // Set while a Use lives.
  mutable std::atomic_flag in_use_;
  // Null at the end. Only for a Use.
  std::unique_ptr<query::Execution> execution_;
  // The execution's document. Only for the cursor's own thread, as status_.
  DocumentView current_;
  Status status_;
};

}  // namespace meerkat::engine
