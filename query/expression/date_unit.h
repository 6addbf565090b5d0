// Units of time and the start of a week, as operands name them.
#pragma once

#include <absl/time/civil_time.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>

namespace meerkat::query::expression {

enum class TimeUnit {
  kYear,
  kQuarter,
  kMonth,
  kWeek,
  kDay,
  kHour,
  kMinute,
  kSecond,
  kMillisecond,
};

// Errors: 5439013 for no string, 9 for no unit.
StatusOr<TimeUnit> ReadUnit(const Element& operand);
// "monday" or "mon" in either case. Errors: 5439015 for no string, 5439016 for
// no day.
StatusOr<absl::Weekday> ReadWeekday(const Element& operand);

// Those that a calendar makes, and whose length differs: their months, or 0.
int MonthsOf(TimeUnit unit);
// Of the others, days and weeks as long as most are.
int64_t MillisOf(TimeUnit unit);
// Whether it is a day or longer, so that the zone counts.
bool IsCalendarUnit(TimeUnit unit);

// a / b, rounded down. REQUIRES: b > 0.
constexpr int64_t FloorDivide(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace meerkat::query::expression
