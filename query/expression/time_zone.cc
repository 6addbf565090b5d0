#include "query/expression/time_zone.h"

#include <absl/strings/ascii.h>
#include <absl/strings/string_view.h>
#include <meerkat/value.h>

#include <string>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "storage/status_macros.h"
#include "storage/str.h"

namespace meerkat::query::expression {
namespace {

constexpr int kSecondsPerMinute = 60;
constexpr int kDaysPerWeek = 7;

// "+hh", "+hhmm" or "+hh:mm" in seconds.
std::optional<int> ReadOffset(std::string_view text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits(text.substr(1));
  if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
  if (digits.size() != 2 && digits.size() != 4) return std::nullopt;
  for (const char c : digits) {
    if (!absl::ascii_isdigit(c)) return std::nullopt;
  }
  digits.resize(4, '0');
  const int hours = (digits[0] - '0') * 10 + digits[1] - '0';
  const int minutes = (digits[2] - '0') * 10 + digits[3] - '0';
  const int seconds = (hours * 60 + minutes) * kSecondsPerMinute;
  return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

StatusOr<TimeZone> FindTimeZone(std::string_view name) {
  TimeZone zone;
  if (const std::optional<int> offset = ReadOffset(name)) {
    zone.shift = *offset;
    return zone;
  }
  // Such names would lead to files of any kind.
  const bool is_name = !name.empty() && name.front() != '/' &&
                       name.find("..") == std::string_view::npos &&
                       name.find('\0') == std::string_view::npos &&
                       name != "localtime" && !name.starts_with("Fixed/");
  if (is_name && absl::LoadTimeZone(to_absl(name), &zone.place)) {
    return zone;
  }
  return Error(40485, "unrecognized time zone identifier: \"{}\"", name);
}

StatusOr<std::optional<TimeZone>> TimeZoneOf(const Arguments& arguments,
                                             size_t i) {
  if (!arguments.given(i)) return std::optional(TimeZone());
  const Element& operand = arguments[i];
  if (IsNullish(operand)) return std::optional<TimeZone>();
  if (operand.type() != Type::kString) {
    return Error(40517, "timezone must evaluate to a string, found {}",
                 TypeName(operand.type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const TimeZone zone,
                           FindTimeZone(operand.AsString()));
  return std::optional(zone);
}

LocalTime ToLocal(Date date, const TimeZone& zone) {
  int64_t seconds = date.millis / kMillisPerSecond;
  int64_t millis = date.millis % kMillisPerSecond;
  if (millis < 0) {
    --seconds;
    millis += kMillisPerSecond;
  }
  const absl::TimeZone::CivilInfo shown =
      zone.place.At(absl::FromUnixSeconds(seconds + zone.shift));
  return {shown.cs, static_cast<int>(millis), shown.offset + zone.shift};
}

std::optional<Date> FromLocal(const absl::CivilSecond& second, int64_t millis,
                              const TimeZone& zone) {
  const absl::Time time = absl::FromCivil(second - zone.shift, zone.place);
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) {
    return std::nullopt;
  }
  int64_t moment = 0;
  if (__builtin_mul_overflow(absl::ToUnixSeconds(time), kMillisPerSecond,
                             &moment) ||
      __builtin_add_overflow(moment, millis, &moment)) {
    return std::nullopt;
  }
  return Date{moment};
}

StatusOr<Date> ToMoment(const Element& value) {
  switch (value.type()) {
    case Type::kDate:
      return value.AsDate();
    case Type::kTimestamp:
      return Date{value.AsTimestamp().seconds * kMillisPerSecond};
    case Type::kObjectId:
      return TimeOfObjectId(value.AsObjectId());
    default:
      return Error(16006, "can't convert from BSON type {} to Date",
                   TypeName(value.type()));
  }
}

int IsoWeekday(const absl::CivilDay& day) {
  return static_cast<int>(absl::GetWeekday(day)) + 1;
}

IsoWeek IsoWeekOf(const absl::CivilDay& day) {
  constexpr int kThursday = 4;
  const absl::CivilDay thursday = day + (kThursday - IsoWeekday(day));
  return {thursday.year(), (absl::GetYearDay(thursday) - 1) / kDaysPerWeek + 1};
}

absl::CivilDay FirstIsoMonday(int64_t year) {
  // The fourth of January is always in the first week.
  const absl::CivilDay fourth(year, 1, 4);
  return fourth - (IsoWeekday(fourth) - 1);
}

}  // namespace meerkat::query::expression
