#include "query/exec/scan.h"

namespace meerkat::query {

namespace {

template <typename Cursor>
Step NextRecord(Cursor& records, ExecutionContext& context, Row& row) {
  if (!records.Next()) {
    return records.status().ok() ? Step::kDone : context.Fail(records.status());
  }
  row.document = records.document();
  row.record_id = static_cast<int64_t>(records.sequence());
  return context.MayGoOn(row.document.size()) ? Step::kRow : Step::kFailed;
}

}  // namespace

Step CollectionScan::Next(Row& row) {
  return NextRecord(records_, *context_, row);
}

Step IdScan::Next(Row& row) { return NextRecord(records_, *context_, row); }

Step DocumentScan::Next(Row& row) {
  if (next_ == documents_.size()) return Step::kDone;
  row.document = documents_[next_++];
  row.record_id = record_id_;
  return Step::kRow;
}

}  // namespace meerkat::query
