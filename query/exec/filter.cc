#include "query/exec/filter.h"

namespace meerkat::query {

Step Filter::Next(Row& row) {
  while (true) {
    const Step step = input_->Next(row);
    if (step != Step::kRow) return step;
    if (matcher_->Matches(row.document, match_)) return Step::kRow;
    if (!match_.error.ok()) return context_->Fail(match_.error);
  }
}

}  // namespace meerkat::query
