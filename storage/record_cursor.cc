#include "storage/record_cursor.h"

#include <utility>

namespace meerkat::storage {

namespace {

// Collection id and run.
constexpr size_t kPrefixSize = 5;
constexpr size_t kOverflowKeySize = kPrefixSize + 8;

kv::Cursor OpenRun(const kv::Store& store, uint32_t collection, Run run,
                   const kv::Snapshot& snapshot) {
  const std::string lower = RunPrefix(collection, run);
  const std::string upper = RunEnd(collection, run);
  return store.NewCursor(
      kv::Keyspace::kRecords,
      {.lower = lower, .upper = upper, .snapshot = &snapshot});
}

}  // namespace

RecordCursor::RecordCursor(const kv::Store& store, uint32_t collection,
                           const kv::Snapshot& snapshot, bool with_overflow,
                           ScanDirection direction)
    : direction_(direction),
      main_{OpenRun(store, collection, Run::kMain, snapshot), {}} {
  if (with_overflow) {
    overflow_.emplace(
        Source{OpenRun(store, collection, Run::kOverflow, snapshot), {}});
  }
}

std::string_view RecordCursor::key_suffix() const {
  return current().cursor.key().substr(kPrefixSize);
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
  kv::Cursor& cursor = overflow_->cursor;
  if (!cursor.Valid()) {
    status_.Update(cursor.status());
    return;
  }
  StatusOr<RecordValue> value = ReadOverflowValue(cursor.value());
  if (cursor.key().size() != kOverflowKeySize) {
    value = MakeError(ErrorCode::kDataCorruptionDetected,
                      "the key of a stored record is damaged");
  }
  status_.Update(value.status());
  if (!value.ok()) return;
  overflow_->value = *value;
  overflow_->value.sequence = ReadBigEndian64(cursor.key().substr(kPrefixSize));
}

void RecordCursor::SeekToStart(kv::Cursor& cursor) const {
  is_forward() ? cursor.SeekToFirst() : cursor.SeekToLast();
}

void RecordCursor::Move(kv::Cursor& cursor) const {
  is_forward() ? cursor.Next() : cursor.Prev();
}

void RecordCursor::Start() {
  started_ = true;
  SeekToStart(main_.cursor);
  ReadMain();
  if (!overflow_.has_value()) return;
  SeekToStart(overflow_->cursor);
  ReadOverflow();
}

bool RecordCursor::MainComesFirst() const {
  return is_forward() == (main_.value.sequence < overflow_->value.sequence);
}

bool RecordCursor::Next() {
  if (!started_) {
    Start();
  } else if (run_ == Run::kMain) {
    Move(main_.cursor);
    ReadMain();
  } else {
    Move(overflow_->cursor);
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
