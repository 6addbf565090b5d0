// RecordCursor: a collection's documents in the order of their insertion, or
// in its reverse.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/main_cursor.h"
#include "storage/record_value.h"
#include "storage/run_cursor.h"

namespace meerkat::storage {

// Move-only, used by one thread at a time. Begins before the first document.
class RecordCursor {
 public:
  // Merges the two runs of `collection` by sequence number; `with_overflow`
  // false: there is nothing in the overflow run.
  RecordCursor(const kv::Store& store, uint32_t collection,
               const kv::Snapshot& snapshot, bool with_overflow,
               ScanDirection direction, ScanPages pages);

  // Moves to the next document; false at the end and on an error.
  bool Next();

  // The current record. REQUIRES: Next() returned true. Views are valid until
  // the next call of Next().
  DocumentView document() const { return current().document; }
  uint64_t sequence() const { return current().sequence; }
  Run run() const { return run_; }
  // The encoded _id of a record in the main run, the sequence number of one
  // in the overflow run.
  std::string_view key_suffix() const {
    return run_ == Run::kMain ? main_.cursor.suffix()
                              : overflow_->cursor.suffix();
  }

  // Ok unless Next() ended by an error.
  const Status& status() const { return status_; }

 private:
  // One run, standing at a record while its cursor is valid.
  template <typename Cursor>
  struct Source {
    Cursor cursor;
    RecordValue value;
  };

  const RecordValue& current() const {
    return run_ == Run::kMain ? main_.value : overflow_->value;
  }
  void Start();
  void ReadMain();
  void ReadOverflow();
  // Whether the record of the main run comes before that of the overflow run.
  bool MainComesFirst() const;

  Source<MainCursor> main_;
  std::optional<Source<RunCursor>> overflow_;
  Run run_ = Run::kMain;
  bool started_ = false;
  Status status_;
};

}  // namespace meerkat::storage
