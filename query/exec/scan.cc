#include "query/exec/scan.h"

namespace meerkat::query {

Step CollectionScan::Next(Row& row) {
  if (records_.Next()) {
    row.document = records_.document();
    return context_->MayGoOn(row.document.size()) ? Step::kRow : Step::kFailed;
  }
  return records_.status().ok() ? Step::kDone
                                : context_->Fail(records_.status());
}

Step DocumentScan::Next(Row& row) {
  if (next_ == documents_.size()) return Step::kDone;
  row.document = documents_[next_++];
  return Step::kRow;
}

}  // namespace meerkat::query
