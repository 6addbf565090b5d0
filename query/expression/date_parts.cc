// The parts of a date: $year, $month ... $millisecond, $dateToParts. MongoDB
// manual, "Date Expression Operators".
#include <meerkat/builder.h>

#include <array>
#include <utility>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/parse.h"
#include "query/expression/time_zone.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

constexpr int kDaysPerWeek = 7;

using Part = Value (*)(const LocalTime& time);

absl::CivilDay DayOf(const LocalTime& time) {
  return absl::CivilDay(time.second);
}

Value Year(const LocalTime& time) {
  return Value(static_cast<int>(time.second.year()));
}
Value Month(const LocalTime& time) { return Value(time.second.month()); }
Value DayOfMonth(const LocalTime& time) { return Value(time.second.day()); }
Value Hour(const LocalTime& time) { return Value(time.second.hour()); }
Value Minute(const LocalTime& time) { return Value(time.second.minute()); }
Value Second(const LocalTime& time) { return Value(time.second.second()); }
Value Millisecond(const LocalTime& time) { return Value(time.millis); }

Value DayOfYear(const LocalTime& time) {
  return Value(absl::GetYearDay(DayOf(time)));
}
// Sunday is 1.
Value DayOfWeek(const LocalTime& time) {
  return Value(IsoWeekday(DayOf(time)) % kDaysPerWeek + 1);
}
// Weeks begin with Sundays; the days before the first are week 0.
Value Week(const LocalTime& time) {
  const int since_sunday = IsoWeekday(DayOf(time)) % kDaysPerWeek;
  const int day = absl::GetYearDay(DayOf(time)) - 1;
  return Value((day + kDaysPerWeek - since_sunday) / kDaysPerWeek);
}
Value IsoDayOfWeek(const LocalTime& time) {
  return Value(IsoWeekday(DayOf(time)));
}
Value IsoWeekNumber(const LocalTime& time) {
  return Value(IsoWeekOf(DayOf(time)).week);
}
Value IsoWeekYear(const LocalTime& time) {
  return Value(IsoWeekOf(DayOf(time)).year);
}

// Operands: date and, when it is given, timezone.
template <Part kPart>
StatusOr<Value> PartOf(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  MEERKAT_ASSIGN_OR_RETURN(const Date date, ToMoment(arguments[0]));
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, 1));
  if (!zone.has_value()) return Value(nullptr);
  return kPart(ToLocal(date, *zone));
}

constexpr Parameter kPartParameters[] = {{"date", 40539}, {"timezone"}};
constexpr NamedParameters kPartNamed = {kPartParameters, 0, 40535};

constexpr Operator kPartOperators[] = {
    {"$dayOfMonth", 1, 1, &PartOf<&DayOfMonth>},
    {"$dayOfWeek", 1, 1, &PartOf<&DayOfWeek>},
    {"$dayOfYear", 1, 1, &PartOf<&DayOfYear>},
    {"$hour", 1, 1, &PartOf<&Hour>},
    {"$isoDayOfWeek", 1, 1, &PartOf<&IsoDayOfWeek>},
    {"$isoWeek", 1, 1, &PartOf<&IsoWeekNumber>},
    {"$isoWeekYear", 1, 1, &PartOf<&IsoWeekYear>},
    {"$millisecond", 1, 1, &PartOf<&Millisecond>},
    {"$minute", 1, 1, &PartOf<&Minute>},
    {"$month", 1, 1, &PartOf<&Month>},
    {"$second", 1, 1, &PartOf<&Second>},
    {"$week", 1, 1, &PartOf<&Week>},
    {"$year", 1, 1, &PartOf<&Year>},
};

// {$year: date}, {$year: [date]} or {$year: {date: ..., timezone: ...}}.
template <size_t kIndex>
StatusOr<Expression> ParsePart(const Element& operand, const Scope& scope) {
  constexpr int kNotOne = 40536;
  const bool is_named =
      operand.type() == Type::kDocument &&
      (operand.AsDocument().empty() ||
       !operand.AsDocument().begin()->name().starts_with('$'));
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           is_named
                               ? ParseNamedOperands(operand, kPartNamed, scope)
                               : ParseOperands(operand, 1, 1, scope, kNotOne));
  return MakeExpression(Call{&kPartOperators[kIndex], std::move(operands)});
}

template <size_t... kIndexes>
constexpr auto FormsOf(std::index_sequence<kIndexes...>) {
  return std::array{
      FormOperator{kPartOperators[kIndexes].name, &ParsePart<kIndexes>}...};
}

constexpr auto kForms =
    FormsOf(std::make_index_sequence<std::size(kPartOperators)>());

// --- $dateToParts ------------------------------------------------------------

void AppendDay(const LocalTime& time, bool iso8601, Builder& parts) {
  if (iso8601) {
    const IsoWeek week = IsoWeekOf(DayOf(time));
    parts.Append("isoWeekYear", static_cast<int>(week.year))
        .Append("isoWeek", week.week)
        .Append("isoDayOfWeek", IsoWeekday(DayOf(time)));
    return;
  }
  parts.Append("year", static_cast<int>(time.second.year()))
      .Append("month", time.second.month())
      .Append("day", time.second.day());
}

// Operands: date, iso8601, timezone.
StatusOr<Value> DateToParts(Arguments arguments) {
  const bool has_iso = arguments.given(1);
  if (IsNullish(arguments[0])) return Value(nullptr);
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, 2));
  if (!zone.has_value()) return Value(nullptr);
  if (has_iso && IsNullish(arguments[1])) return Value(nullptr);
  if (has_iso && arguments[1].type() != Type::kBool) {
    return Error(40521, "iso8601 must evaluate to a bool, found {}",
                 TypeName(arguments[1].type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const Date date, ToMoment(arguments[0]));
  const LocalTime time = ToLocal(date, *zone);
  Builder parts;
  AppendDay(time, has_iso && arguments[1].AsBool(), parts);
  parts.Append("hour", time.second.hour())
      .Append("minute", time.second.minute())
      .Append("second", time.second.second())
      .Append("millisecond", time.millis);
  return Value(std::move(parts).Finish());
}

constexpr Parameter kToPartsParameters[] = {
    {"date", 40522}, {"iso8601"}, {"timezone"}};

constexpr Operator kOperators[] = {
    {"$dateToParts",
     kNamed,
     kNamed,
     &DateToParts,
     {kToPartsParameters, 40524, 40520}},
};

}  // namespace

constinit const Family kDatePartsFamily = {kOperators, kForms};

}  // namespace meerkat::query::expression
