#include "query/exec/index_scan.h"

#include <fmt/format.h>

#include <utility>

#include "storage/status_macros.h"

namespace meerkat::query {

StatusOr<Document> EntryReader::Fetch(const storage::Locator& locator) const {
  MEERKAT_ASSIGN_OR_RETURN(std::optional<Document> document,
                           records_->FindAt(locator, snapshot_));
  if (document.has_value()) return *std::move(document);
  return MakeError(ErrorCode::kDataCorruptionDetected,
                   fmt::format("an entry of the index {} leads to record {}, "
                               "which is not there",
                               index_->spec.name, locator.sequence));
}

IndexScan::IndexScan(ExecutionContext* context, EntryReader reader,
                     IndexScanOptions options)
    : context_(context),
      reader_(std::move(reader)),
      options_(std::move(options)),
      is_multikey_(reader_.index().info.multikey->any()) {}

bool IndexScan::NextEntry() {
  while (true) {
    if (!entries_.has_value()) {
      if (next_range_ == options_.ranges.size()) return false;
      entries_.emplace(
          reader_.Entries(options_.ranges[next_range_++], options_.direction));
    }
    if (!entries_->Next()) {
      failed_ = !entries_->status().ok();
      if (failed_) {
        context_->Fail(entries_->status());
        return false;
      }
      entries_.reset();
      continue;
    }
    failed_ = !context_->MayGoOn();
    if (failed_) return false;
    if (!is_multikey_ || met_.Add(entries_->locator().sequence)) return true;
  }
}

Status IndexScan::Take(Row& row) {
  MEERKAT_ASSIGN_OR_RETURN(document_, reader_.Fetch(entries_->locator()));
  if (options_.shows_keys) {
    MEERKAT_ASSIGN_OR_RETURN(key_, entries_->Values());
  }
  row.document = document_;
  row.record_id = static_cast<int64_t>(entries_->locator().sequence);
  row.index_key = key_;
  return absl::OkStatus();
}

Step IndexScan::Next(Row& row) {
  if (!NextEntry()) return failed_ ? Step::kFailed : Step::kDone;
  Status taken = Take(row);
  if (!taken.ok()) return context_->Fail(std::move(taken));
  return context_->MayGoOn(row.document.size()) ? Step::kRow : Step::kFailed;
}

}  // namespace meerkat::query
