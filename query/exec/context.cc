#include "query/exec/context.h"

#include <utility>

namespace meerkat::query {

EvaluationContext ExecutionContext::NewEvaluation() {
  if (!now_.has_value()) now_ = clock_->Now();
  EvaluationContext evaluation(*now_, random_);
  for (size_t slot = 0; slot < variables_.size(); ++slot) {
    evaluation.SetVariable(slot, variables_[slot]);
  }
  evaluation.set_collator(collator_.get());
  evaluation.set_interrupt([this] { return Check(); });
  return evaluation;
}

Status ExecutionContext::Check() { return Look() ? absl::OkStatus() : error(); }

bool ExecutionContext::Look() {
  work_left_ = kWorkBetweenLooks;
  if (closing_->load()) {
    Fail(MakeError(ErrorCode::kShutdownInProgress, "the database is closing"));
    return false;
  }
  if (Status passed = deadline_.Check(); !passed.ok()) {
    Fail(std::move(passed));
    return false;
  }
  return true;
}

}  // namespace meerkat::query
