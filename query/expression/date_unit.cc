#include "query/expression/date_unit.h"

#include <meerkat/value.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "query/expression/error.h"

namespace meerkat::query::expression {

StatusOr<TimeUnit> ReadUnit(const Element& operand) {
  constexpr std::pair<std::string_view, TimeUnit> kUnits[] = {
      {"year", TimeUnit::kYear},
      {"quarter", TimeUnit::kQuarter},
      {"month", TimeUnit::kMonth},
      {"week", TimeUnit::kWeek},
      {"day", TimeUnit::kDay},
      {"hour", TimeUnit::kHour},
      {"minute", TimeUnit::kMinute},
      {"second", TimeUnit::kSecond},
      {"millisecond", TimeUnit::kMillisecond},
  };
  if (operand.type() != Type::kString) {
    return Error(5439013, "'unit' must evaluate to a string, found {}",
                 ToString(operand));
  }
  for (const auto& [name, unit] : kUnits) {
    if (name == operand.AsString()) return unit;
  }
  return Error(9, "unknown time unit value: {}", operand.AsString());
}

StatusOr<absl::Weekday> ReadWeekday(const Element& operand) {
  constexpr std::string_view kDays[] = {"monday",   "tuesday", "wednesday",
                                        "thursday", "friday",  "saturday",
                                        "sunday"};
  constexpr size_t kShort = 3;
  if (operand.type() != Type::kString) {
    return Error(5439015, "'startOfWeek' must evaluate to a string, found {}",
                 ToString(operand));
  }
  std::string name(operand.AsString());
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (size_t i = 0; i < std::size(kDays); ++i) {
    if (name == kDays[i] || name == kDays[i].substr(0, kShort)) {
      return static_cast<absl::Weekday>(i);
    }
  }
  return Error(5439016, "unknown day of week value: {}", operand.AsString());
}

int MonthsOf(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kYear:
      return 12;
    case TimeUnit::kQuarter:
      return 3;
    case TimeUnit::kMonth:
      return 1;
    default:
      return 0;
  }
}

int64_t MillisOf(TimeUnit unit) {
  constexpr int64_t kSecond = 1000;
  constexpr int64_t kDay = 24 * 60 * 60 * kSecond;
  switch (unit) {
    case TimeUnit::kYear:
      return 365 * kDay;
    case TimeUnit::kQuarter:
      return 90 * kDay;
    case TimeUnit::kMonth:
      return 30 * kDay;
    case TimeUnit::kWeek:
      return 7 * kDay;
    case TimeUnit::kDay:
      return kDay;
    case TimeUnit::kHour:
      return 60 * 60 * kSecond;
    case TimeUnit::kMinute:
      return 60 * kSecond;
    case TimeUnit::kSecond:
      return kSecond;
    case TimeUnit::kMillisecond:
      return 1;
  }
  return 1;
}

bool IsCalendarUnit(TimeUnit unit) {
  return MillisOf(unit) >= MillisOf(TimeUnit::kDay);
}

}  // namespace meerkat::query::expression
