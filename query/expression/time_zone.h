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

// A place of the data base, or UTC and a shift; that may be more than a day,
// which absl's fixed zones cannot be.
struct TimeZone {
  absl::TimeZone place;
  // East of it, in seconds.
  int shift = 0;

  bool is_utc() const { return shift == 0 && place == absl::UTCTimeZone(); }
};

// What clock and calendar show.
struct LocalTime {
  absl::CivilSecond second;
  int millis = 0;
  // East of UTC, in seconds.
  int offset = 0;
};

// Error: 40485 for a zone that is not known.
StatusOr<TimeZone> FindTimeZone(std::string_view name);

// The zone that operand `i` names, UTC when it was not given, nothing for null.
// Errors: 40517 for no string, 40485.
StatusOr<std::optional<TimeZone>> TimeZoneOf(const Arguments& arguments,
                                             size_t i);

LocalTime ToLocal(Date date, const TimeZone& zone);
// A time that a clock skips is taken as if it had not been put forward. Nothing
// when no date can hold it.
std::optional<Date> FromLocal(const absl::CivilSecond& second, int64_t millis,
                              const TimeZone& zone);

// When an ObjectId was made; its seconds are a signed number, as MongoDB reads
// them: 80000000... is of 1901.
inline Date TimeOfObjectId(const ObjectId& id) {
  return Date{int64_t{static_cast<int32_t>(id.seconds())} * kMillisPerSecond};
}

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
