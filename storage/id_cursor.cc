#include "storage/id_cursor.h"

#include <utility>

#include "storage/status_macros.h"

namespace meerkat::storage {

namespace {

// Collection id and run.
constexpr size_t kPrefixSize = 5;
constexpr size_t kSequenceSize = 8;

kv::Cursor OpenRun(const kv::Store& store, uint32_t collection, Run run,
                   const kv::Snapshot& snapshot, const IdRange& range) {
  const std::string lower = RunKey(collection, run, range.lower);
  const std::string upper = range.upper.empty()
                                ? RunEnd(collection, run)
                                : RunKey(collection, run, range.upper);
  return store.NewCursor(
      kv::Keyspace::kRecords,
      {.lower = lower, .upper = upper, .snapshot = &snapshot});
}

std::string_view IdOf(const kv::Cursor& cursor) {
  return cursor.key().substr(kPrefixSize);
}

Status Damaged() {
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   "the list of _ids outside their order does not lead to a "
                   "stored record");
}

}  // namespace

IdCursor::IdCursor(const kv::Store& store, uint32_t collection,
                   const kv::Snapshot& snapshot, bool with_overflow,
                   const IdRange& range, ScanDirection direction)
    : store_(&store),
      collection_(collection),
      snapshot_(&snapshot),
      direction_(direction),
      main_(OpenRun(store, collection, Run::kMain, snapshot, range)) {
  if (with_overflow) {
    overflow_.emplace(
        OpenRun(store, collection, Run::kOverflowIds, snapshot, range));
  }
}

void IdCursor::Start() {
  started_ = true;
  is_forward() ? main_.SeekToFirst() : main_.SeekToLast();
  if (!overflow_.has_value()) return;
  is_forward() ? overflow_->SeekToFirst() : overflow_->SeekToLast();
}

void IdCursor::Move(kv::Cursor& cursor) {
  is_forward() ? cursor.Next() : cursor.Prev();
}

bool IdCursor::MainComesFirst() const {
  if (!overflow_.has_value() || !overflow_->Valid()) return true;
  if (!main_.Valid()) return false;
  return is_forward() == (IdOf(main_) < IdOf(*overflow_));
}

Status IdCursor::ReadMain() {
  MEERKAT_ASSIGN_OR_RETURN(current_, ReadMainValue(main_.value()));
  return absl::OkStatus();
}

Status IdCursor::ReadOverflow() {
  if (overflow_->value().size() != kSequenceSize) return Damaged();
  const uint64_t sequence = ReadBigEndian64(overflow_->value());
  MEERKAT_ASSIGN_OR_RETURN(
      const bool found,
      store_->Get(
          kv::Keyspace::kRecords, OverflowKey(collection_, sequence), snapshot_,
          [this](std::string_view stored) { overflow_value_ = stored; }));
  if (!found) return Damaged();
  MEERKAT_ASSIGN_OR_RETURN(current_, ReadOverflowValue(overflow_value_));
  current_.sequence = sequence;
  return absl::OkStatus();
}

bool IdCursor::Next() {
  if (!status_.ok()) return false;
  if (!started_) {
    Start();
  } else {
    Move(run_ == Run::kMain ? main_ : *overflow_);
  }
  status_ = main_.status();
  if (overflow_.has_value()) status_.Update(overflow_->status());
  const bool has_more =
      main_.Valid() || (overflow_.has_value() && overflow_->Valid());
  if (!status_.ok() || !has_more) return false;
  run_ = MainComesFirst() ? Run::kMain : Run::kOverflow;
  status_ = run_ == Run::kMain ? ReadMain() : ReadOverflow();
  return status_.ok();
}

}  // namespace meerkat::storage
