#include "query/exec/scan.h"

namespace meerkat::query {

Step CollectionScan::Next(Row& row) {
  if (!context_->MayGoOn()) return Step::kFailed;
  if (records_.Next()) {
    row.document = records_.document();
    return Step::kRow;
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
