// Dates as people write them, in the forms that MongoDB reads when no format
// is given:
//
//   July 4th, 2017          4 Jul 2017 11am        Jul-4-2017, 4-Jul-17
//   Tue, 4 Jul 2017 11:56:00 CEST                  2017/7/4, 7/4/2017
//   WED jan 31 12:05:28 +03:30 1996                4-7-2017, 4.7.2017
//   July 4th, 2017 12:39 Europe/London             20170704T115600Z
//
// Parts stand in any order. A day of the week moves the date to the next such
// day, unless it is one. MongoDB manual, "$dateFromString (aggregation)"; GNU
// coreutils and PHP document the forms.
#pragma once

#include <absl/time/civil_time.h>

#include <optional>
#include <string_view>

#include "query/expression/time_zone.h"

namespace meerkat::query::expression {

struct WrittenDate {
  absl::CivilSecond second;
  int millis = 0;
  // When the text tells one.
  std::optional<TimeZone> zone;
};

// Nothing when a part is not understood or told twice, when there is no such
// day, and when year, month or day are missing.
std::optional<WrittenDate> ReadWrittenDate(std::string_view text);

}  // namespace meerkat::query::expression
