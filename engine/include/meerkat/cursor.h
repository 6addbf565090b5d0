// Cursor: the documents of a query, one after another.
//
//   StatusOr<Cursor> cursor = people.Find({});
//   while (cursor->Next()) use(cursor->document());
//   if (!cursor->status().ok()) ...
//
// or, where an early end by an error may be checked afterwards:
//
//   for (DocumentView person : *cursor) use(person);
//
// A cursor reads one snapshot: it never returns a document twice and misses
// none, whatever is written meanwhile. It streams, holding one document; with a
// sort it holds what it has sorted, 100 MB and the rest in a temporary file
// (FindOptions::allow_disk_use).
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <iterator>
#include <memory>

namespace meerkat {

namespace engine {
class CursorImpl;
}

// Move-only. Used by one thread at a time; may move between threads. Another
// thread may close the Client at any time: after that Next() fails with 91
// ShutdownInProgress and document() is empty. In a forked child Next() fails
// with 20 IllegalOperation (client.h).
class Cursor {
 public:
  class Iterator;

  explicit Cursor(std::unique_ptr<engine::CursorImpl> impl);
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  // Moves to the next document; false at the end and on an error.
  bool Next();
  // The current document, valid until the next call of Next() or until the
  // Client closes, whichever is first. Own() it to keep it longer: that is safe
  // while another thread closes. REQUIRES: Next() returned true.
  DocumentView document() const;
  Document Own() const;
  // Ok unless Next() ended by an error.
  const Status& status() const;

  Iterator begin();
  std::default_sentinel_t end() { return {}; }

 private:
  std::unique_ptr<engine::CursorImpl> impl_;
};

class Cursor::Iterator {
 public:
  using value_type = DocumentView;
  using difference_type = std::ptrdiff_t;

  explicit Iterator(Cursor* cursor) : cursor_(cursor) {}
  DocumentView operator*() const { return cursor_->document(); }
  Iterator& operator++() {
    if (!cursor_->Next()) cursor_ = nullptr;
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const Iterator& it, std::default_sentinel_t) {
    return it.cursor_ == nullptr;
  }

 private:
  Cursor* cursor_;
};

}  // namespace meerkat
