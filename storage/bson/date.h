// Dates as text, in the form of ISO 8601 that Extended JSON and drivers use.
#pragma once

#include <meerkat/document.h>

#include <string>
#include <string_view>

namespace meerkat::bson {

// True from year 0 to year 9999, whose dates four digits can name.
bool HasIsoForm(Date date);

// "2024-01-02T03:04:05.678Z", and "2024-01-02T03:04:05Z" for a whole second.
// REQUIRES: HasIsoForm(date).
std::string FormatIso(Date date);

// Reads a date with optional time, fraction and offset: "2024-01-02",
// "2024-01-02T03:04Z", "2024-01-02T03:04:05.678+01:00". Without an offset it is
// UTC; what is below a millisecond is dropped. Errors: 9 FailedToParse.
StatusOr<Date> ParseIso(std::string_view text);

}  // namespace meerkat::bson
