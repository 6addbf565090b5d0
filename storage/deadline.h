// Deadline: until when something may go on.
//
//   const Deadline deadline(clock, std::chrono::seconds(5));
//   while (!deadline.has_passed()) ...
//   return deadline.Check();
//
// It goes by the steady clock: setting the wall clock back or forth makes no
// operation run longer or shorter. An Interruption may make it pass earlier.
#pragma once

#include <meerkat/environment.h>
#include <meerkat/interruption.h>
#include <meerkat/status.h>

#include <algorithm>
#include <chrono>

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

  // The same, which passes as soon as `interruption` is killed; null: when its
  // time comes only. The interruption outlives what is returned.
  Deadline With(const Interruption* interruption) const {
    Deadline result = *this;
    result.interruption_ = interruption;
    return result;
  }
  const Interruption* interruption() const { return interruption_; }

  bool is_interrupted() const {
    return interruption_ != nullptr && interruption_->is_killed();
  }
  bool has_passed() const {
    return is_interrupted() || (clock_ != nullptr && clock_->Steady() >= at_);
  }
  // Ok until it has passed. Errors: the interruption's, or 50 MaxTimeMSExpired.
  Status Check() const;
  // The time until then, negative when it has passed; kForever when there is
  // none. Nobody knows when an interruption comes.
  std::chrono::nanoseconds left() const {
    return clock_ == nullptr ? kForever : at_ - clock_->Steady();
  }

 private:
  static constexpr std::chrono::milliseconds kCentury =
      std::chrono::hours(24 * 36525);

  Clock* clock_ = nullptr;
  Time at_;
  const Interruption* interruption_ = nullptr;
};

}  // namespace meerkat::storage
