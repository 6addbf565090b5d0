#include "query/exec/context.h"

namespace meerkat::query {

bool ExecutionContext::Look() {
  if (closing_->load()) {
    Fail(MakeError(ErrorCode::kShutdownInProgress, "the database is closing"));
    return false;
  }
  if (!deadline_.has_value() || clock_->Steady() < *deadline_) return true;
  Fail(MakeError(ErrorCode::kMaxTimeMSExpired, "operation exceeded time limit"));
  return false;
}

}  // namespace meerkat::query
