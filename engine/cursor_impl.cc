#include "engine/cursor_impl.h"

#include <meerkat/cursor.h>

#include <chrono>
#include <thread>
#include <utility>

#include "engine/engine.h"
#include "query/exec/scan.h"

namespace meerkat::engine {

// Whoever touches what the cursor holds of the store: its own thread, or the
// one that closes the engine. An Operation for each step would do as well, but
// all cursors would write to the one count of operations.
class CursorImpl::Use {
 public:
  explicit Use(const CursorImpl& cursor) : in_use_(cursor.in_use_) {
    while (in_use_.test_and_set(std::memory_order_acquire)) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }
  ~Use() { in_use_.clear(std::memory_order_release); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  std::atomic_flag& in_use_;
};

CursorImpl::CursorImpl(Engine* engine,
                       std::unique_ptr<query::Execution> execution)
    : engine_(engine), execution_(std::move(execution)) {
  absl::MutexLock lock(&engine_->cursors_mutex_);
  engine_->living_cursors_.insert(this);
}

CursorImpl::CursorImpl(Engine* engine, std::vector<Document> documents)
    : CursorImpl(engine,
                 engine->NewExecution(std::nullopt, storage::Deadline())) {
  for (const Document& document : documents) {
    execution_->context()->KeepMemory(document.view().size());
  }
  execution_->SetRoot(
      std::make_unique<query::DocumentScan>(std::move(documents)));
}

CursorImpl::~CursorImpl() {
  absl::MutexLock lock(&engine_->cursors_mutex_);
  engine_->living_cursors_.erase(this);
  execution_.reset();
}

void CursorImpl::LetGo(std::unique_ptr<CursorImpl> cursor) {
  if (cursor != nullptr && cursor->engine_->in_forked_child()) {
    [[maybe_unused]] CursorImpl* left = cursor.release();
  }
}

void CursorImpl::Release() {
  const Use use(*this);
  execution_.reset();
}

DocumentView CursorImpl::document() const {
  return engine_->closing_.load() ? DocumentView() : current_;
}

Document CursorImpl::Own() const {
  if (engine_->in_forked_child()) return Document(current_);
  const Use use(*this);
  return execution_ != nullptr ? Document(current_) : Document();
}

void CursorImpl::set_interruption(const Interruption* interruption) {
  const Use use(*this);
  if (execution_ == nullptr) return;
  execution_->context()->set_interruption(interruption);
}

size_t CursorImpl::memory() const {
  const Use use(*this);
  return execution_ != nullptr ? execution_->kept_memory() : 0;
}

Status CursorImpl::CheckInterrupt() {
  const Use use(*this);
  return execution_ != nullptr ? execution_->context()->Check() : status_;
}

bool CursorImpl::Next() {
  if (engine_->in_forked_child()) {
    // Without a Use: a thread that had one may have stayed in the parent.
    current_ = DocumentView();
    status_ = Operation(*engine_).status();
    return false;
  }
  const Use use(*this);
  // Closing begins with this flag and comes for the cursor later, so while it
  // is not set the store stays until the end of this use.
  if (engine_->closing_.load() && status_.ok()) {
    status_ = Operation(*engine_).status();
  }
  return status_.ok() && Move();
}

bool CursorImpl::Move() {
  if (execution_ == nullptr) return false;
  if (execution_->Next()) {
    current_ = execution_->document();
    return true;
  }
  // Asked again it says the same, and keeps no snapshot alive meanwhile.
  status_ = execution_->status();
  current_ = DocumentView();
  execution_.reset();
  return false;
}

}  // namespace meerkat::engine

namespace meerkat {

Cursor::Cursor(std::unique_ptr<engine::CursorImpl> impl)
    : impl_(std::move(impl)) {}
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&& other) noexcept {
  Cursor taken(std::move(other));
  std::swap(impl_, taken.impl_);
  return *this;
}
Cursor::~Cursor() { engine::CursorImpl::LetGo(std::move(impl_)); }

bool Cursor::Next() { return impl_->Next(); }
DocumentView Cursor::document() const { return impl_->document(); }
Document Cursor::Own() const { return impl_->Own(); }
const Status& Cursor::status() const { return impl_->status(); }

Cursor::Iterator Cursor::begin() {
  Iterator first(this);
  ++first;
  return first;
}

}  // namespace meerkat
