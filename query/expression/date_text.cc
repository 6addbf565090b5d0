// $dateFromString, $dateToString and $dateFromParts. MongoDB manual,
// "$dateFromString (aggregation)", "$dateToString", "$dateFromParts".
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "query/expression/date_format.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/fold.h"
#include "query/expression/parse.h"
#include "query/expression/time_zone.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// The values of a form's first operands.
struct Evaluated {
  std::vector<Operand> operands;
  std::vector<Element> values;

  Arguments arguments(const Form& form, EvaluationContext& context) const {
    return {values, form.name, form.operands, context};
  }
};

StatusOr<Evaluated> EvaluateFirst(const Form& form, size_t count,
                                  EvaluationContext& context) {
  Evaluated evaluated;
  for (size_t i = 0; i < count; ++i) {
    MEERKAT_ASSIGN_OR_RETURN(Operand operand,
                             EvaluateOperand(form.operands[i], context));
    evaluated.operands.push_back(std::move(operand));
  }
  for (const Operand& operand : evaluated.operands) {
    evaluated.values.push_back(operand.element());
  }
  return evaluated;
}

// What `otherwise` comes to, null when it is none.
StatusOr<Operand> Otherwise(const Expression& otherwise,
                            EvaluationContext& context) {
  if (!otherwise.exists()) return Operand(Value(nullptr));
  return EvaluateOperand(otherwise, context);
}

// --- $dateToString -----------------------------------------------------------

constexpr Parameter kToStringParameters[] = {
    {"date", 18628}, {"format"}, {"timezone"}, {"onNull"}};
constexpr NamedParameters kToStringNamed = {kToStringParameters, 18629, 18534};

StatusOr<Operand> EvaluateToString(const Form& form,
                                   EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Evaluated evaluated,
                           EvaluateFirst(form, 3, context));
  const Arguments arguments = evaluated.arguments(form, context);
  if (IsNullish(arguments[0])) return Otherwise(form.operands[3], context);
  const Element& format = arguments[1];
  if (arguments.given(1) && IsNullish(format)) return Operand(Value(nullptr));
  if (arguments.given(1) && format.type() != Type::kString) {
    return Error(18533,
                 "$dateToString requires that 'format' be a string, "
                 "found: {}",
                 TypeName(format.type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, 2));
  if (!zone.has_value()) return Operand(Value(nullptr));
  MEERKAT_ASSIGN_OR_RETURN(const Date date, ToMoment(arguments[0]));
  const bool utc = zone->is_utc();
  const std::string_view usual =
      utc ? "%Y-%m-%dT%H:%M:%S.%LZ" : "%Y-%m-%dT%H:%M:%S.%L";
  MEERKAT_ASSIGN_OR_RETURN(
      const std::string text,
      FormatDate(ToLocal(date, *zone),
                 arguments.given(1) ? format.AsString() : usual));
  return Operand(Value(text));
}

// --- $dateFromString ---------------------------------------------------------

constexpr Parameter kFromStringParameters[] = {
    {"dateString", 40542}, {"format"}, {"timezone"}, {"onNull"}, {"onError"}};
constexpr NamedParameters kFromStringNamed = {kFromStringParameters, 40540,
                                              40541};

StatusOr<Date> ReadText(const Element& text, const Arguments& arguments,
                        const TimeZone& zone) {
  if (text.type() != Type::kString) {
    return Error(241,
                 "$dateFromString requires that 'dateString' be a string, "
                 "found: {}",
                 TypeName(text.type()));
  }
  const std::optional<TimeZone> given =
      arguments.given(2) ? std::optional(zone) : std::nullopt;
  if (!arguments.given(1)) return ReadAnyDate(text.AsString(), given);
  return ReadDate(text.AsString(), arguments[1].AsString(), given);
}

StatusOr<Operand> EvaluateFromString(const Form& form,
                                     EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Evaluated evaluated,
                           EvaluateFirst(form, 3, context));
  const Arguments arguments = evaluated.arguments(form, context);
  const Element& format = arguments[1];
  const bool no_format = arguments.given(1) && IsNullish(format);
  if (arguments.given(1) && !no_format && format.type() != Type::kString) {
    return Error(40684,
                 "$dateFromString requires that 'format' be a string, "
                 "found: {}",
                 TypeName(format.type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, 2));
  if (IsNullish(arguments[0])) return Otherwise(form.operands[3], context);
  if (no_format || !zone.has_value()) return Operand(Value(nullptr));
  const StatusOr<Date> date = ReadText(arguments[0], arguments, *zone);
  if (date.ok()) return Operand(Value(*date));
  if (ErrorCodeOf(date.status()) != ErrorCode::kConversionFailure ||
      !form.operands[4].exists()) {
    return date.status();
  }
  return EvaluateOperand(form.operands[4], context);
}

// --- $dateFromParts ----------------------------------------------------------

// Year, month and day, or those of ISO 8601.
constexpr Parameter kFromPartsParameters[] = {
    {"year"},    {"month"},        {"day"},     {"isoWeekYear"},
    {"isoWeek"}, {"isoDayOfWeek"}, {"hour"},    {"minute"},
    {"second"},  {"millisecond"},  {"timezone"}};
constexpr NamedParameters kFromPartsNamed = {kFromPartsParameters, 40519,
                                             40518};
enum PartOperand {
  kYear,
  kMonth,
  kDay,
  kIsoYear,
  kIsoWeek,
  kIsoDay,
  kHour,
  kMinute,
  kSecond,
  kMillis,
  kZone
};

// The number of a part, its usual value when it is not given. What is beyond a
// month or a minute carries.
StatusOr<int64_t> PartOf(const Arguments& arguments, size_t i) {
  constexpr int64_t kMaxSmall = 32767;
  constexpr int64_t kMaxLarge = 1'000'000'000'000'000;
  const int64_t usual =
      i == kMonth || i == kDay || i == kIsoWeek || i == kIsoDay;
  if (!arguments.given(i)) return usual;
  const std::optional<int64_t> number = bson::ToInt64Exact(arguments[i]);
  const std::string_view name = kFromPartsParameters[i].name;
  if (!number.has_value()) {
    return Error(40515, "'{}' must evaluate to an integer, found {}", name,
                 ToString(arguments[i]));
  }
  if ((i == kYear || i == kIsoYear) && (*number < 1 || *number > 9999)) {
    return Error(40523,
                 "'{}' must evaluate to an integer in the range 1 to "
                 "9999, found {}",
                 name, *number);
  }
  const int64_t most = i == kSecond || i == kMillis ? kMaxLarge : kMaxSmall;
  if (*number < -most - 1 || *number > most) {
    return Error(31034,
                 "'{}' must evaluate to a value in the range [{}, {}]; "
                 "value {} is not in range",
                 name, -most - 1, most, *number);
  }
  return *number;
}

StatusOr<Value> DateFromParts(Arguments arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments.given(i) && IsNullish(arguments[i])) return Value(nullptr);
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::optional<TimeZone> zone,
                           TimeZoneOf(arguments, kZone));
  int64_t parts[kZone] = {};
  for (size_t i = 0; i < kZone; ++i) {
    MEERKAT_ASSIGN_OR_RETURN(parts[i], PartOf(arguments, i));
  }
  constexpr int kDaysPerWeek = 7;
  absl::CivilDay day =
      absl::CivilDay(absl::CivilMonth(parts[kYear]) + (parts[kMonth] - 1)) +
      (parts[kDay] - 1);
  if (arguments.given(kIsoYear)) {
    day = FirstIsoMonday(parts[kIsoYear]) +
          (parts[kIsoWeek] - 1) * kDaysPerWeek + (parts[kIsoDay] - 1);
  }
  const absl::CivilSecond second(day.year(), day.month(), day.day(),
                                 parts[kHour], parts[kMinute], parts[kSecond]);
  const std::optional<Date> date = FromLocal(second, parts[kMillis], *zone);
  if (!date.has_value()) return Error(31034, "$dateFromParts: out of range");
  return Value(*date);
}

constexpr Operator kFromParts = {"$dateFromParts", kNamed, kNamed,
                                 &DateFromParts, kFromPartsNamed};

StatusOr<Expression> ParseFromParts(const Element& operand,
                                    const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseNamedOperands(operand, kFromPartsNamed, scope));
  const auto given = [&](PartOperand i) { return operands[i].exists(); };
  if (!given(kYear) && !given(kIsoYear)) {
    return Error(40516,
                 "$dateFromParts requires either 'year' or "
                 "'isoWeekYear' to be present");
  }
  const bool calendar = given(kYear) || given(kMonth) || given(kDay);
  const bool iso = given(kIsoYear) || given(kIsoWeek) || given(kIsoDay);
  if (calendar && iso) {
    return Error(given(kYear) ? 40489 : 40525,
                 "$dateFromParts does not allow mixing natural dates "
                 "with ISO dates");
  }
  return MakeExpression(Call{&kFromParts, std::move(operands)});
}

// --- the table ---------------------------------------------------------------

StatusOr<Expression> ParseToString(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseNamedOperands(operand, kToStringNamed, scope));
  Form form{"$dateToString", &EvaluateToString, std::move(operands)};
  form.fold = &FoldWhenConstant;
  return MakeExpression(std::move(form));
}

StatusOr<Expression> ParseFromString(const Element& operand,
                                     const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(
      std::vector<Expression> operands,
      ParseNamedOperands(operand, kFromStringNamed, scope));
  Form form{"$dateFromString", &EvaluateFromString, std::move(operands)};
  form.fold = &FoldWhenConstant;
  return MakeExpression(std::move(form));
}

constexpr FormOperator kForms[] = {
    {"$dateFromParts", &ParseFromParts},
    {"$dateFromString", &ParseFromString},
    {"$dateToString", &ParseToString},
};

}  // namespace

constinit const Family kDateTextFamily = {{}, kForms};

}  // namespace meerkat::query::expression
