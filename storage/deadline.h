// Deadline: until when something may go on.
//
//   const Deadline deadline(clock, std::chrono::seconds(5));
//   while (!deadline.has_passed()) ...
//
// It goes by the steady clock: setting the wall clock back or forth makes no
// operation run longer or shorter.
#pragma once

#include <meerkat/environment.h>

#include <chrono>
#include <optional>

namespace meerkat::storage {

// Immutable.
class Deadline {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::nanoseconds kForever =
      std::chrono::nanoseconds::max();

  // None: it never passes.
  Deadline() = default;
  // `after` from now on. The clock outlives it.
  Deadline(Clock& clock, std::chrono::nanoseconds after)
      : clock_(&clock), at_(clock.Steady() + after) {}

  // The moment; nothing when there is none.
  std::optional<Time> at() const {
    return clock_ == nullptr ? std::nullopt : std::optional(at_);
  }
  bool has_passed() const {
    return clock_ != nullptr && clock_->Steady() >= at_;
  }
  // The time until then, negative when it has passed; kForever when there is
  // none.
  std::chrono::nanoseconds left() const {
    return clock_ == nullptr ? kForever : at_ - clock_->Steady();
  }

 private:
  Clock* clock_ = nullptr;
  Time at_;
};

}  // namespace meerkat::storage
