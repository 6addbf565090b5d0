// Dates as text by a format, both ways: "%Y-%m-%d %H:%M".
//
//   %Y year, %m month, %d day, %j day of the year   %H hour, %M minute,
//   %G %V %u year, week and day of ISO 8601         %S second, %L millisecond
//   %U week from Sundays, %w day of the week, 1 is Sunday (written only)
//   %b Jan, %B January                              %z +hhmm, %Z minutes
//   %% a percent sign
// MongoDB manual, "Format Specifiers for Dates".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <optional>
#include <string>
#include <string_view>

#include "query/expression/time_zone.h"

namespace meerkat::query::expression {

// Errors: 18535 for a percent sign at the end, 18536 for another letter, 18537
// for a year that four digits cannot name.
StatusOr<std::string> FormatDate(const LocalTime& time,
                                 std::string_view format);

// Errors: 18535 and 18536; 241 for text that does not fit. An offset in the
// text counts; when a zone other than UTC is given as well it is an error
// (241).
StatusOr<Date> ReadDate(std::string_view text, std::string_view format,
                        const std::optional<TimeZone>& zone);
// The same without a format: ISO 8601, where blanks may stand for the T, before
// the zone and around the whole, or the forms of date_words.h.
StatusOr<Date> ReadAnyDate(std::string_view text,
                           const std::optional<TimeZone>& zone);

}  // namespace meerkat::query::expression
