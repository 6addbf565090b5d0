#include "storage/deadline.h"

namespace meerkat::storage {

Status Deadline::Check() const {
  if (!has_passed()) return absl::OkStatus();
  if (is_interrupted()) return interruption_->status();
  return MakeError(ErrorCode::kMaxTimeMSExpired,
                   "operation exceeded time limit");
}

}  // namespace meerkat::storage
