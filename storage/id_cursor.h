// IdCursor: a collection's documents in the order of their _id: what the
// index on _id is to a query.
//
// Both runs have their _ids in order, the main run with the documents and the
// overflow run as a list of sequence numbers, so that this merges the two and
// gets each document of the overflow run by its number.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/kv/store.h"
#include "storage/record_value.h"
#include "storage/run_cursor.h"

namespace meerkat::storage {

// Move-only, used by one thread at a time. Begins before the first document.
// `store` and the snapshot outlive it.
class IdCursor {
 public:
  // `with_overflow` false: there is nothing in the overflow run.
  IdCursor(const kv::Store& store, uint32_t collection,
           const kv::Snapshot& snapshot, bool with_overflow,
           const IdRange& range, ScanDirection direction);

  // Moves to the next document; false at the end and on an error.
  bool Next();

  // The current record. REQUIRES: Next() returned true. Views are valid until
  // the next call of Next().
  DocumentView document() const { return current_.document; }
  uint64_t sequence() const { return current_.sequence; }

  // Ok unless Next() ended by an error: 301 DataCorruptionDetected, those of
  // reading.
  const Status& status() const { return status_; }

 private:
  void Start();
  // Whether the main run has the _id that comes next. REQUIRES: one has.
  bool MainComesFirst() const;
  Status ReadMain();
  Status ReadOverflow();

  const kv::Store* store_;
  uint32_t collection_;
  const kv::Snapshot* snapshot_;
  RunCursor main_;
  // _id to sequence number.
  std::optional<RunCursor> overflow_;
  Run run_ = Run::kMain;
  bool started_ = false;
  RecordValue current_;
  // The current document when it is of the overflow run.
  std::string overflow_value_;
  Status status_;
};

}  // namespace meerkat::storage
