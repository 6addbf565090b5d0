#include "storage/record_cursor.h"

#include <utility>

namespace meerkat::storage {

RecordCursor::RecordCursor(const kv::Store& store, uint32_t collection,
                           const kv::Snapshot& snapshot, bool with_overflow,
                           ScanDirection direction, ScanPages pages)
    : main_{
          MainCursor(store, collection, snapshot, direction, std::move(pages)),
          {}} {
  if (with_overflow) {
    overflow_.emplace(Source<RunCursor>{
        RunCursor(store, collection, Run::kOverflow, snapshot, direction), {}});
  }
}

void RecordCursor::ReadMain() {
  if (!main_.cursor.Valid()) {
    status_.Update(main_.cursor.status());
    return;
  }
  const StatusOr<RecordValue> value = ReadMainValue(main_.cursor.value());
  if (value.ok()) {
    main_.value = *value;
  } else {
    status_.Update(value.status());
  }
}

void RecordCursor::ReadOverflow() {
  const RunCursor& cursor = overflow_->cursor;
  if (!cursor.Valid()) {
    status_.Update(cursor.status());
    return;
  }
  StatusOr<RecordValue> value = ReadOverflowValue(cursor.value());
  if (cursor.suffix().size() != kSequenceSize) {
    value = MakeError(ErrorCode::kDataCorruptionDetected,
                      "the key of a stored record is damaged");
  }
  status_.Update(value.status());
  if (!value.ok()) return;
  overflow_->value = *value;
  overflow_->value.sequence = ReadBigEndian64(cursor.suffix());
}

void RecordCursor::Start() {
  started_ = true;
  main_.cursor.Start();
  ReadMain();
  if (!overflow_.has_value()) return;
  overflow_->cursor.Start();
  ReadOverflow();
}

bool RecordCursor::MainComesFirst() const {
  return main_.cursor.is_forward() ==
         (main_.value.sequence < overflow_->value.sequence);
}

bool RecordCursor::Next() {
  if (!started_) {
    Start();
  } else if (run_ == Run::kMain) {
    main_.cursor.Move();
    ReadMain();
  } else {
    overflow_->cursor.Move();
    ReadOverflow();
  }
  if (!status_.ok()) return false;
  const bool main_left = main_.cursor.Valid();
  const bool overflow_left = overflow_.has_value() && overflow_->cursor.Valid();
  if (!main_left && !overflow_left) return false;
  const bool take_main = main_left && (!overflow_left || MainComesFirst());
  run_ = take_main ? Run::kMain : Run::kOverflow;
  return true;
}

}  // namespace meerkat::storage
