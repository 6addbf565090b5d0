#include "query/expression/date_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "query/expression/date_words.h"
#include "query/expression/error.h"
#include "storage/bson/date.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

constexpr int kDaysPerWeek = 7;
constexpr int kSecondsPerMinute = 60;
constexpr int kMinutesPerHour = 60;
constexpr size_t kShortName = 3;
constexpr std::string_view kMonths[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

Status PercentAtEnd(std::string_view format) {
  return Error(18535, "Unmatched '%' at end of format string '{}'", format);
}
Status UnknownSpecifier(std::string_view format, char specifier) {
  return Error(18536, "Invalid format character '%{}' in format string '{}'",
               (specifier & 0x80) != 0 ? '?' : specifier, format);
}

// --- writing -----------------------------------------------------------------

std::string OffsetText(int offset) {
  const int minutes = std::abs(offset) / kSecondsPerMinute;
  return fmt::format("{}{:02}{:02}", offset < 0 ? '-' : '+',
                     minutes / kMinutesPerHour, minutes % kMinutesPerHour);
}

// Nothing for a letter that stands for nothing.
std::optional<std::string> Specified(char specifier, const LocalTime& time) {
  const absl::CivilSecond& second = time.second;
  const absl::CivilDay day(second);
  const int weekday = IsoWeekday(day);
  const int year_day = absl::GetYearDay(day);
  switch (specifier) {
    case 'Y':
      return fmt::format("{:04}", second.year());
    case 'm':
      return fmt::format("{:02}", second.month());
    case 'd':
      return fmt::format("{:02}", second.day());
    case 'j':
      return fmt::format("{:03}", year_day);
    case 'H':
      return fmt::format("{:02}", second.hour());
    case 'M':
      return fmt::format("{:02}", second.minute());
    case 'S':
      return fmt::format("{:02}", second.second());
    case 'L':
      return fmt::format("{:03}", time.millis);
    case 'G':
      return fmt::format("{:04}", IsoWeekOf(day).year);
    case 'V':
      return fmt::format("{:02}", IsoWeekOf(day).week);
    case 'u':
      return fmt::to_string(weekday);
    case 'U':
      return fmt::format(
          "{:02}", (year_day - 1 + kDaysPerWeek - weekday % kDaysPerWeek) /
                       kDaysPerWeek);
    case 'w':
      return fmt::to_string(weekday % kDaysPerWeek + 1);
    case 'b':
      return std::string(kMonths[second.month() - 1].substr(0, kShortName));
    case 'B':
      return std::string(kMonths[second.month() - 1]);
    case 'z':
      return OffsetText(time.offset);
    case 'Z':
      return fmt::to_string(time.offset / kSecondsPerMinute);
    case '%':
      return "%";
    default:
      return std::nullopt;
  }
}

// --- reading -----------------------------------------------------------------

// The parts that a text has told.
struct Parts {
  std::optional<int> year, month, day, year_day;
  std::optional<int> iso_year, iso_week, iso_day;
  int hour = 0, minute = 0, second = 0, millis = 0;
  // In seconds.
  std::optional<int> offset;
};

// Reads a text from left to right.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  bool at_end() const { return rest_.empty(); }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // From `least` to `most` digits; nothing beyond [low, high].
  std::optional<int> Number(int least, int most, int low, int high) {
    int value = 0;
    int digits = 0;
    while (digits < most && !rest_.empty() && rest_.front() >= '0' &&
           rest_.front() <= '9') {
      value = 10 * value + (rest_.front() - '0');
      rest_.remove_prefix(1);
      ++digits;
    }
    if (digits < least || value < low || value > high) return std::nullopt;
    return value;
  }

  // The number of a month by its name, of which `letters` count.
  std::optional<int> Month(size_t letters) {
    for (int i = 0; i < kMonthsPerYear; ++i) {
      const std::string_view name = kMonths[i].substr(0, letters);
      const bool same = std::ranges::equal(
          rest_.substr(0, name.size()), name,
          [](char a, char b) { return (a | 0x20) == (b | 0x20); });
      if (!same) continue;
      rest_.remove_prefix(name.size());
      return i + 1;
    }
    return std::nullopt;
  }

  // "+hhmm", "+hh:mm" or "Z", in seconds.
  std::optional<int> Offset() {
    if (Take('Z')) return 0;
    const bool west = Take('-');
    if (!west && !Take('+')) return std::nullopt;
    const std::optional<int> hours = Number(2, 2, 0, 23);
    Take(':');
    const std::optional<int> minutes = Number(2, 2, 0, 59);
    if (!hours.has_value() || !minutes.has_value()) return std::nullopt;
    const int seconds =
        (*hours * kMinutesPerHour + *minutes) * kSecondsPerMinute;
    return west ? -seconds : seconds;
  }

  // "+270", in seconds.
  std::optional<int> OffsetMinutes() {
    constexpr int kMost = 24 * kMinutesPerHour;
    const bool west = Take('-');
    if (!west) Take('+');
    const std::optional<int> minutes = Number(1, 4, 0, kMost);
    if (!minutes.has_value()) return std::nullopt;
    return (west ? -*minutes : *minutes) * kSecondsPerMinute;
  }

 private:
  std::string_view rest_;
};

// Puts what was read in its place; false when it was not read.
template <typename Place>
bool Set(Place& place, std::optional<int> value) {
  if (!value.has_value()) return false;
  place = *value;
  return true;
}

// False when the text does not fit; nothing for an unknown letter.
std::optional<bool> ReadSpecified(char specifier, Reader& in, Parts& parts) {
  switch (specifier) {
    case 'Y':
      return Set(parts.year, in.Number(4, 4, 0, 9999));
    case 'm':
      return Set(parts.month, in.Number(1, 2, 1, 12));
    case 'd':
      return Set(parts.day, in.Number(1, 2, 1, 31));
    case 'j':
      return Set(parts.year_day, in.Number(1, 3, 1, 366));
    case 'H':
      return Set(parts.hour, in.Number(1, 2, 0, 23));
    case 'M':
      return Set(parts.minute, in.Number(1, 2, 0, 59));
    case 'S':
      return Set(parts.second, in.Number(1, 2, 0, 59));
    case 'L':
      return Set(parts.millis, in.Number(1, 3, 0, 999));
    case 'G':
      return Set(parts.iso_year, in.Number(4, 4, 0, 9999));
    case 'V':
      return Set(parts.iso_week, in.Number(1, 2, 1, 53));
    case 'u':
      return Set(parts.iso_day, in.Number(1, 1, 1, 7));
    case 'b':
      return Set(parts.month, in.Month(kShortName));
    case 'B':
      return Set(parts.month, in.Month(std::string_view::npos));
    case 'z':
      return Set(parts.offset, in.Offset());
    case 'Z':
      return Set(parts.offset, in.OffsetMinutes());
    case '%':
      return in.Take('%');
    default:
      return std::nullopt;
  }
}

// Nothing when parts are missing, or are of no day.
std::optional<absl::CivilDay> DayOf(const Parts& parts) {
  if (parts.iso_year.has_value()) {
    if (parts.year || parts.month || parts.day || parts.year_day) {
      return std::nullopt;
    }
    return FirstIsoMonday(*parts.iso_year) +
           (parts.iso_week.value_or(1) - 1) * kDaysPerWeek +
           (parts.iso_day.value_or(1) - 1);
  }
  if (!parts.year.has_value()) return std::nullopt;
  if (parts.year_day.has_value()) {
    if (parts.month || parts.day) return std::nullopt;
    // Where MongoDB writes days from 1 it reads them from 0: 167, which is the
    // 15th of June in a leap year, comes back as the 16th.
    return absl::CivilDay(*parts.year, 1, 1) + *parts.year_day;
  }
  if (!parts.month || !parts.day) return std::nullopt;
  const absl::CivilDay day(*parts.year, *parts.month, *parts.day);
  // The 30th of February has become a day of March.
  if (day.month() != *parts.month) return std::nullopt;
  return day;
}

Status NoDate(std::string_view text, std::string_view why) {
  return Error(241, "Error parsing date string '{}': {}", text, why);
}

// A text that tells its zone must not be given another than UTC.
Status CheckZones(bool tells_zone, std::string_view text,
                  const std::optional<TimeZone>& zone) {
  if (!tells_zone || !zone.has_value() || zone->is_utc()) {
    return absl::OkStatus();
  }
  return NoDate(text, "it has a time zone, and another one is given");
}

StatusOr<Date> ToDate(const Parts& parts, std::string_view text,
                      const std::optional<TimeZone>& zone) {
  const std::optional<absl::CivilDay> day = DayOf(parts);
  if (!day.has_value()) {
    return NoDate(text, "parts of the date are missing or name no day");
  }
  MEERKAT_RETURN_IF_ERROR(CheckZones(parts.offset.has_value(), text, zone));
  const absl::CivilSecond second(day->year(), day->month(), day->day(),
                                 parts.hour, parts.minute, parts.second);
  TimeZone own = zone.value_or(TimeZone());
  if (parts.offset.has_value()) own = {.place = {}, .shift = *parts.offset};
  // Four digits of a year fit any date.
  return *FromLocal(second, parts.millis, own);
}

// --- ISO 8601 ----------------------------------------------------------------

constexpr std::string_view kBlanks = " \t\n\v\f\r";

// Without the blanks around it, of which null bytes and no-break spaces are
// some too.
std::string_view Trim(std::string_view text) {
  constexpr std::string_view kNoBreak = "\u00a0";
  const auto is_blank = [](char c) {
    return c == '\0' || kBlanks.find(c) != std::string_view::npos;
  };
  while (!text.empty()) {
    if (is_blank(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(kNoBreak)) {
      text.remove_prefix(kNoBreak.size());
    } else if (is_blank(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(kNoBreak)) {
      text.remove_suffix(kNoBreak.size());
    } else {
      break;
    }
  }
  return text;
}

constexpr size_t kIsoDay = std::string_view("2024-01-02").size();

// "2024-01-02T03:04Z" of " 2024-01-02  03:04 Z".
std::string WithoutBlanks(std::string_view text) {
  text = Trim(text);
  if (text.size() <= kIsoDay) return std::string(text);
  std::string iso(text.substr(0, kIsoDay));
  std::string_view rest = text.substr(kIsoDay);
  // There is something behind them: they are not at the end.
  if (const size_t blanks = rest.find_first_not_of(kBlanks); blanks > 0) {
    iso += 'T';
    rest.remove_prefix(blanks);
  }
  const size_t zone = std::min(rest.find_first_of("Z+-"), rest.size());
  const size_t time = rest.substr(0, zone).find_last_not_of(kBlanks) + 1;
  return iso.append(rest.substr(0, time)).append(rest.substr(zone));
}

StatusOr<Date> ReadDateInWords(std::string_view text,
                               const std::optional<TimeZone>& zone) {
  const std::optional<WrittenDate> written = ReadWrittenDate(Trim(text));
  if (!written.has_value()) {
    return NoDate(text, "it is in no known form, or not the whole of a date");
  }
  MEERKAT_RETURN_IF_ERROR(CheckZones(written->zone.has_value(), text, zone));
  const TimeZone own = written->zone.value_or(zone.value_or(TimeZone()));
  return *FromLocal(written->second, written->millis, own);
}

}  // namespace

StatusOr<std::string> FormatDate(const LocalTime& time,
                                 std::string_view format) {
  constexpr int kMaxYear = 9999;
  if (time.second.year() < 0 || time.second.year() > kMaxYear) {
    return Error(18537,
                 "$dateToString is only defined on year 0-9999, tried "
                 "to use year {}",
                 time.second.year());
  }
  std::string text;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
      continue;
    }
    if (++i == format.size()) return PercentAtEnd(format);
    const std::optional<std::string> part = Specified(format[i], time);
    if (!part.has_value()) return UnknownSpecifier(format, format[i]);
    text += *part;
  }
  return text;
}

StatusOr<Date> ReadDate(std::string_view text, std::string_view format,
                        const std::optional<TimeZone>& zone) {
  Reader in(text);
  Parts parts;
  // A wrong format is told before a text that does not fit it.
  bool fits = true;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      fits = fits && in.Take(format[i]);
      continue;
    }
    if (++i == format.size()) return PercentAtEnd(format);
    const std::optional<bool> read = ReadSpecified(format[i], in, parts);
    if (!read.has_value()) return UnknownSpecifier(format, format[i]);
    fits = fits && *read;
  }
  if (!fits || !in.at_end()) return NoDate(text, "it does not fit the format");
  return ToDate(parts, text, zone);
}

StatusOr<Date> ReadAnyDate(std::string_view text,
                           const std::optional<TimeZone>& zone) {
  const std::string iso = WithoutBlanks(text);
  const StatusOr<Date> date = bson::ParseIso(iso);
  if (!date.ok()) return ReadDateInWords(text, zone);
  const bool tells_zone =
      iso.find_first_of("Z+-", kIsoDay) != std::string::npos;
  MEERKAT_RETURN_IF_ERROR(CheckZones(tells_zone, text, zone));
  if (tells_zone || !zone.has_value()) return *date;
  const LocalTime local = ToLocal(*date, TimeZone());
  return *FromLocal(local.second, local.millis, *zone);
}

}  // namespace meerkat::query::expression
