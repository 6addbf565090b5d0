#include "query/exec/group_all.h"

namespace meerkat::query {

// What is no number adds nothing.
void GroupAll::AddRow() {
  for (size_t i = 0; i < sums_.size(); ++i) {
    const Element addend = group_.sums[i].addend.element();
    if (addend.is_number()) sums_[i].Add(addend);
  }
}

Document GroupAll::Result() const {
  Builder result;
  if (group_.id.has_value()) result.Append("_id", *group_.id);
  for (size_t i = 0; i < sums_.size(); ++i) {
    result.Append(group_.sums[i].name, sums_[i].Result());
  }
  return std::move(result).Finish();
}

Step GroupAll::Next(Row& row) {
  if (is_done_) return Step::kDone;
  is_done_ = true;
  bool is_empty = true;
  Step step;
  while ((step = input_->Next(row)) == Step::kRow) {
    if (!context_->MayGoOn()) return Step::kFailed;
    is_empty = false;
    AddRow();
  }
  if (step == Step::kFailed || is_empty) return step;
  result_ = Result();
  row = {.document = result_};
  return Step::kRow;
}

}  // namespace meerkat::query
