// Deadline: until when something may go on.
//
//   const Deadline deadline(clock, std::chrono::seconds(5));
//   while (!deadline.has_passed()) ...
//
// It goes by the steady clock: setting the wall clock back or forth makes no
// operation run longer or shorter.
#pragma once

#include <meerkat/environment.h>

#include <algorithm>
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
  // `after` from now on, or a century if that is less: milliseconds::max() is
  // more than the clock can count. The clock outlives it.
  Deadline(Clock& clock, std::chrono::milliseconds after)
      : clock_(&clock), at_(clock.Steady() + std::min(after, kCentury)) {}

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
  static constexpr std::chrono::milliseconds kCentury =
      std::chrono::hours(24 * 36525);

  Clock* clock_ = nullptr;
  Time at_;
};

}  // namespace meerkat::storage
