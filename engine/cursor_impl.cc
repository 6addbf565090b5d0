#include "engine/cursor_impl.h"

#include <meerkat/cursor.h>

#include <utility>

#include "engine/engine.h"

namespace meerkat::engine {

CursorImpl::CursorImpl(Engine* engine, std::vector<Document> documents)
    : engine_(engine), ready_(std::move(documents)) {}

CursorImpl::CursorImpl(Engine* engine, storage::kv::Snapshot snapshot,
                       storage::RecordCursor records)
    : engine_(engine),
      snapshot_(std::move(snapshot)),
      records_(std::move(records)) {
  absl::MutexLock lock(&engine_->cursors_mutex_);
  engine_->living_cursors_.insert(this);
}

CursorImpl::~CursorImpl() {
  absl::MutexLock lock(&engine_->cursors_mutex_);
  engine_->living_cursors_.erase(this);
  Release();
}

void CursorImpl::Release() {
  current_ = DocumentView();
  records_.reset();
  snapshot_.reset();
}

bool CursorImpl::Next() {
  Operation operation(*engine_);
  if (status_.ok()) status_ = operation.status();
  if (!status_.ok()) return false;
  if (next_ready_ < ready_.size()) {
    current_ = ready_[next_ready_++];
    return true;
  }
  if (!records_.has_value()) return false;
  if (records_->Next()) {
    current_ = records_->document();
    return true;
  }
  // Asked again it says the same, and keeps no snapshot alive meanwhile.
  status_ = records_->status();
  Release();
  return false;
}

Document CursorImpl::Own() const {
  // A ready document is shared, a stored one copied.
  if (next_ready_ > 0) return ready_[next_ready_ - 1];
  return Document(current_);
}

}  // namespace meerkat::engine

namespace meerkat {

Cursor::Cursor(std::unique_ptr<engine::CursorImpl> impl)
    : impl_(std::move(impl)) {}
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;
Cursor::~Cursor() = default;

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
