#include "query/exec/skip_limit.h"

namespace meerkat::query {

Step SkipLimit::Next(Row& row) {
  if (limit_ > 0 && handed_on_ == limit_) return Step::kDone;
  for (; skip_ > 0; --skip_) {
    const Step step = input_->Next(row);
    if (step != Step::kRow) return step;
  }
  const Step step = input_->Next(row);
  handed_on_ += step == Step::kRow;
  return step;
}

}  // namespace meerkat::query
