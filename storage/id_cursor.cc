#include "storage/id_cursor.h"

#include <utility>

#include "storage/status_macros.h"

namespace meerkat::storage {

namespace {

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
      main_(store, collection, Run::kMain, snapshot, direction, range) {
  if (with_overflow) {
    overflow_.emplace(store, collection, Run::kOverflowIds, snapshot, direction,
                      range);
  }
}

void IdCursor::Start() {
  started_ = true;
  main_.Start();
  if (overflow_.has_value()) overflow_->Start();
}

bool IdCursor::MainComesFirst() const {
  if (!overflow_.has_value() || !overflow_->Valid()) return true;
  if (!main_.Valid()) return false;
  return main_.is_forward() == (main_.suffix() < overflow_->suffix());
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
    (run_ == Run::kMain ? main_ : *overflow_).Move();
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
