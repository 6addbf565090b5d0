#include <meerkat/interruption.h>

#include <utility>

namespace meerkat {

void Interruption::Kill() {
  Kill(MakeError(ErrorCode::kInterrupted, "operation was interrupted"));
}

void Interruption::Kill(Status why) {
  if (claimed_.exchange(true)) return;
  why_ = std::move(why);
  killed_.store(true, std::memory_order_release);
}

Status Interruption::status() const {
  return is_killed() ? why_ : absl::OkStatus();
}

}  // namespace meerkat
