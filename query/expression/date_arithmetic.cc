// $dateAdd, $dateSubtract, $dateDiff, $dateTrunc. Days and longer units are
// those of the calendar in a time zone; shorter ones are spans of time. MongoDB
// manual, "$dateAdd (aggregation)", "$dateDiff", "$dateTrunc".
#include <absl/numeric/int128.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "query/expression/date_unit.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "query/expression/time_zone.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

constexpr int kDaysPerWeek = 7;

// Whether one of the first `count` operands was given and comes to nothing.
bool AnyNull(const Arguments& arguments, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (arguments.given(i) && IsNullish(arguments[i])) return true;
  }
  return false;
}

StatusOr<Date> MomentOf(const Element& value, int error, std::string_view op) {
  StatusOr<Date> date = ToMoment(value);
  if (date.ok()) return date;
  return Error(error,
               "{} requires a date, a timestamp or an ObjectId, found "
               "{}",
               op, ToString(value));
}

StatusOr<Value> DateOr(const std::optional<Date>& date, int error,
                       std::string_view op) {
  if (date.has_value()) return Value(*date);
  return Error(error, "{}: the resulting date is out of range", op);
}

// --- $dateAdd, $dateSubtract -------------------------------------------------

// The same day of another month, or the last one of that.
absl::CivilDay AddMonths(const absl::CivilDay& day, int64_t months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return std::min(absl::CivilDay(month) + (day.day() - 1), last);
}

// Whether any date could be so far from another.
bool IsAmount(int64_t amount, TimeUnit unit) {
  const absl::int128 span = absl::int128(amount) * MillisOf(unit);
  return span <= std::numeric_limits<int64_t>::max() &&
         span >= -std::numeric_limits<int64_t>::max();
}

// REQUIRES: IsAmount(amount, unit).
std::optional<Date> Move(Date date, TimeUnit unit, int64_t amount,
                         const TimeZone& zone) {
  if (!IsCalendarUnit(unit)) {
    int64_t moved = 0;
    if (__builtin_add_overflow(date.millis, amount * MillisOf(unit), &moved)) {
      return std::nullopt;
    }
    return Date{moved};
  }
  const LocalTime local = ToLocal(date, zone);
  const absl::CivilDay day(local.second);
  const int months = MonthsOf(unit);
  const int days = unit == TimeUnit::kWeek ? kDaysPerWeek : 1;
  const absl::CivilDay moved =
      months > 0 ? AddMonths(day, months * amount) : day + days * amount;
  return FromLocal(
      absl::CivilSecond(moved) + (local.second - absl::CivilSecond(day)),
      local.millis, zone);
}

constexpr Parameter kAddParameters[] = {{"startDate", 5166402},
                                        {"unit", 5166402},
                                        {"amount", 5166402},
                                        {"timezone"}};
constexpr NamedParameters kAddNamed = {kAddParameters, 5166400, 5166401};

template <int kSign>
StatusOr<Value> DateAdd(Arguments arguments) {
  if (AnyNull(arguments, arguments.size())) return Value(nullptr);
  MEERKAT_ASSIGN_OR_RETURN(const Date date,
                           MomentOf(arguments[0], 5166403, arguments.op));
  MEERKAT_ASSIGN_OR_RETURN(const TimeUnit unit, ReadUnit(arguments[1]));
  const std::optional<int64_t> amount = bson::ToInt64Exact(arguments[2]);
  if (!amount.has_value()) {
    return Error(5166405, "{} expects integer amount of time units, found {}",
                 arguments.op, ToString(arguments[2]));
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, 3));
  if (kSign < 0 && *amount == std::numeric_limits<int64_t>::min()) {
    return Error(6045000, "{}: 'amount' {} has no opposite", arguments.op,
                 *amount);
  }
  if (!IsAmount(*amount, unit)) {
    return Error(5976500, "invalid {} 'amount' parameter value: {} {}",
                 arguments.op, *amount, arguments[1].AsString());
  }
  return DateOr(Move(date, unit, kSign * *amount, *zone), 5166406,
                arguments.op);
}

// --- $dateDiff ---------------------------------------------------------------

// Days since the start of a week that all weeks can be counted from.
int64_t DaysSinceWeekStart(const absl::CivilDay& day, absl::Weekday start) {
  const absl::CivilDay first =
      absl::NextWeekday(absl::CivilDay(1999, 12, 31), start);
  return day - first;
}

// A number that grows by one with each boundary of the unit.
int64_t Count(Date date, TimeUnit unit, absl::Weekday start_of_week,
              const TimeZone& zone) {
  const LocalTime local = ToLocal(date, zone);
  const absl::CivilDay day(local.second);
  if (const int months = MonthsOf(unit); months > 0) {
    return FloorDivide(
        local.second.year() * kMonthsPerYear + local.second.month() - 1,
        months);
  }
  if (unit == TimeUnit::kWeek) {
    return FloorDivide(DaysSinceWeekStart(day, start_of_week), kDaysPerWeek);
  }
  if (unit == TimeUnit::kDay) return day - absl::CivilDay();
  // The hours of a zone may begin at half past.
  constexpr int kSecondsPerHour = 3600;
  const int64_t shift = unit == TimeUnit::kHour
                            ? local.offset % kSecondsPerHour * kMillisPerSecond
                            : 0;
  int64_t shifted = 0;
  if (__builtin_add_overflow(date.millis, shift, &shifted)) {
    shifted = date.millis;
  }
  return FloorDivide(shifted, MillisOf(unit));
}

constexpr Parameter kDiffParameters[] = {{"startDate", 5166303},
                                         {"endDate", 5166304},
                                         {"unit", 5166305},
                                         {"timezone"},
                                         {"startOfWeek"}};
constexpr NamedParameters kDiffNamed = {kDiffParameters, 5166301, 5166302};

// The start of the week, by which only weeks are counted.
StatusOr<absl::Weekday> StartOfWeek(const Arguments& arguments, size_t i,
                                    TimeUnit unit) {
  if (unit != TimeUnit::kWeek || !arguments.given(i)) {
    return absl::Weekday::sunday;
  }
  return ReadWeekday(arguments[i]);
}

StatusOr<Value> DateDiff(Arguments arguments) {
  if (AnyNull(arguments, arguments.size())) return Value(nullptr);
  MEERKAT_ASSIGN_OR_RETURN(const TimeUnit unit, ReadUnit(arguments[2]));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, 3));
  MEERKAT_ASSIGN_OR_RETURN(const absl::Weekday start,
                           StartOfWeek(arguments, 4, unit));
  MEERKAT_ASSIGN_OR_RETURN(const Date from,
                           MomentOf(arguments[0], 5166307, arguments.op));
  MEERKAT_ASSIGN_OR_RETURN(const Date to,
                           MomentOf(arguments[1], 5166307, arguments.op));
  int64_t crossed = 0;
  if (__builtin_sub_overflow(Count(to, unit, start, *zone),
                             Count(from, unit, start, *zone), &crossed)) {
    return Error(15, "$dateDiff overflowed");
  }
  return Value(crossed);
}

// --- $dateTrunc --------------------------------------------------------------

constexpr int kReferenceYear = 2000;

std::optional<Date> Truncate(Date date, TimeUnit unit, int64_t bin,
                             absl::Weekday start_of_week,
                             const TimeZone& zone) {
  const absl::CivilDay reference(kReferenceYear, 1, 1);
  const absl::CivilDay day(ToLocal(date, zone).second);
  if (const int months = MonthsOf(unit); months > 0) {
    const int64_t size = bin * months;
    const int64_t since = absl::CivilMonth(day) - absl::CivilMonth(reference);
    const absl::CivilMonth month =
        absl::CivilMonth(reference) + FloorDivide(since, size) * size;
    return FromLocal(absl::CivilSecond(month), 0, zone);
  }
  if (IsCalendarUnit(unit)) {
    const bool weeks = unit == TimeUnit::kWeek;
    const absl::CivilDay first =
        weeks ? absl::NextWeekday(reference - 1, start_of_week) : reference;
    const int64_t size = bin * (weeks ? kDaysPerWeek : 1);
    const absl::CivilDay truncated =
        first + FloorDivide(day - first, size) * size;
    return FromLocal(absl::CivilSecond(truncated), 0, zone);
  }
  const std::optional<Date> first =
      FromLocal(absl::CivilSecond(reference), 0, zone);
  const absl::int128 size = absl::int128(bin) * MillisOf(unit);
  const absl::int128 since = absl::int128(date.millis) - first->millis;
  absl::int128 bins = since / size;
  if (since % size < 0) --bins;
  const absl::int128 moment = bins * size + first->millis;
  if (moment < std::numeric_limits<int64_t>::min()) return std::nullopt;
  return Date{static_cast<int64_t>(moment)};
}

constexpr Parameter kTruncParameters[] = {{"date", 5439009},
                                          {"unit", 5439010},
                                          {"binSize"},
                                          {"timezone"},
                                          {"startOfWeek"}};
constexpr NamedParameters kTruncNamed = {kTruncParameters, 5439007, 5439008};

StatusOr<int64_t> BinSize(const Arguments& arguments, TimeUnit unit) {
  if (!arguments.given(2)) return 1;
  const std::optional<int64_t> size = bson::ToInt64Exact(arguments[2]);
  if (!size.has_value()) {
    return Error(5439017,
                 "$dateTrunc requires 'binSize' to be a 64-bit "
                 "integer, found {}",
                 ToString(arguments[2]));
  }
  if (*size <= 0) {
    return Error(5439018,
                 "$dateTrunc requires 'binSize' to be greater than 0, found {}",
                 *size);
  }
  // More years than a date can count.
  constexpr int64_t kMaxOfCalendar = 100'000'000'000;
  if (IsCalendarUnit(unit)) {
    if (*size <= kMaxOfCalendar) return *size;
    return Error(5439006, "$dateTrunc: 'binSize' is at most {}, found {}",
                 kMaxOfCalendar, *size);
  }
  if (*size <= std::numeric_limits<int64_t>::max() / MillisOf(unit)) {
    return *size;
  }
  return Error(5439002, "$dateTrunc: 'binSize' {} is too many milliseconds",
               *size);
}

// Whether a null startOfWeek, the last operand, counts. Other units than weeks
// do not ask for it, but when it alone is known beforehand MongoDB looks at it
// whatever the unit is.
bool StartOfWeekCounts(const Arguments& arguments) {
  const bool is_week =
      arguments[1].type() == Type::kString && arguments[1].AsString() == "week";
  return is_week || (arguments.operands[0].constant() == nullptr &&
                     arguments.operands[4].constant() != nullptr);
}

StatusOr<Value> DateTrunc(Arguments arguments) {
  const size_t asked =
      arguments.size() - (StartOfWeekCounts(arguments) ? 0 : 1);
  if (AnyNull(arguments, asked)) return Value(nullptr);
  MEERKAT_ASSIGN_OR_RETURN(const Date date,
                           MomentOf(arguments[0], 5166307, arguments.op));
  MEERKAT_ASSIGN_OR_RETURN(const TimeUnit unit, ReadUnit(arguments[1]));
  MEERKAT_ASSIGN_OR_RETURN(const int64_t bin, BinSize(arguments, unit));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, 3));
  MEERKAT_ASSIGN_OR_RETURN(const absl::Weekday start,
                           StartOfWeek(arguments, 4, unit));
  return DateOr(Truncate(date, unit, bin, start, *zone), 5439018, arguments.op);
}

constexpr Operator kOperators[] = {
    {"$dateAdd", kNamed, kNamed, &DateAdd<1>, kAddNamed},
    {"$dateDiff", kNamed, kNamed, &DateDiff, kDiffNamed},
    {"$dateSubtract", kNamed, kNamed, &DateAdd<-1>, kAddNamed},
    {"$dateTrunc", kNamed, kNamed, &DateTrunc, kTruncNamed},
};

}  // namespace

constinit const Family kDateArithmeticFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
