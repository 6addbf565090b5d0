// Dates in time zones: a moment as the clock of a place shows it, and back.
//
// Zones are those of the IANA data base of the system ("Europe/Paris"), and
// fixed offsets ("+02:00", "-0530", "+03").
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "query/expression/node.h"

namespace meerkat::query::expression {

inline constexpr int64_t kMillisPerSecond = 1000;
inline constexpr int kMonthsPerYear = 12;

// What clock and calendar show.
struct LocalTime {
  absl::CivilSecond second;
  int millis = 0;
  // East of UTC, in seconds.
  int offset = 0;
};

// Error: 40485 for a zone that is not known.
StatusOr<absl::TimeZone> FindTimeZone(std::string_view name);

// The zone that operand `i` names, UTC when it was not given, nothing for null.
// Errors: 40517 for no string, 40485.
StatusOr<std::optional<absl::TimeZone>> TimeZoneOf(const Arguments& arguments,
                                                   size_t i);

LocalTime ToLocal(Date date, const absl::TimeZone& zone);
// A time that a clock skips is taken as if it had not been put forward. Nothing
// when no date can hold it.
std::optional<Date> FromLocal(const absl::CivilSecond& second, int64_t millis,
                              const absl::TimeZone& zone);

// The moment that a date, a timestamp or an ObjectId tells. Error: 16006 for
// other types.
StatusOr<Date> ToMoment(const Element& value);

// Monday is 1, Sunday 7.
int IsoWeekday(const absl::CivilDay& day);

// The week of ISO 8601: it belongs to the year of its Thursday.
struct IsoWeek {
  int64_t year;
  int week;
};
IsoWeek IsoWeekOf(const absl::CivilDay& day);
// The Monday of the first week of a year.
absl::CivilDay FirstIsoMonday(int64_t year);

}  // namespace meerkat::query::expression
