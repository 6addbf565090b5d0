// One value of several: $avg, $max, $min, $stdDevPop, $stdDevSamp, $sum. The
// values are the operands or, when there is one that is an array, its items;
// arrays among several operands count as one value each. MongoDB manual, "$sum
// (aggregation)", "$stdDevPop (aggregation)".
#include <optional>

#include "query/expression/decimal_math.h"
#include "query/expression/deviation.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "query/expression/sum.h"
#include "storage/bson/compare.h"
#include "storage/bson/decimal.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

template <typename Visit>
Status ForEachValue(const Arguments& arguments, Visit visit) {
  if (arguments.size() != 1 || arguments[0].type() != Type::kArray) {
    for (const Element& value : arguments) visit(value);
    return absl::OkStatus();
  }
  for (const Element& item : arguments[0].AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    visit(item);
  }
  return absl::OkStatus();
}

// --- sums --------------------------------------------------------------------

// The numbers among the values, decimals by themselves.
struct Total {
  Sum others;
  std::optional<Decimal128> decimals;
  int64_t count = 0;
};

void AddTo(Total& total, const Element& number) {
  ++total.count;
  if (!IsDecimal(number)) return total.others.Add(number);
  total.decimals =
      total.decimals.has_value()
          ? bson::decimal::Add(*total.decimals, number.AsDecimal128())
          : number.AsDecimal128();
}

// The sum as a decimal, to which a double adds all its digits.
// REQUIRES: there were decimals.
Decimal128 ToDecimal(const Total& total) {
  const Value others = total.others.Result();
  return bson::decimal::Add(
      *total.decimals,
      IsDouble(others.element())
          ? decimal::FromDoubleClosely(others.element().AsDouble())
          : bson::ToDecimal(others.element()));
}

StatusOr<Value> SumOf(Arguments arguments) {
  Total total;
  MEERKAT_RETURN_IF_ERROR(ForEachValue(arguments, [&](const Element& value) {
    if (value.is_number()) AddTo(total, value);
  }));
  if (total.decimals.has_value()) return Value(ToDecimal(total));
  return total.others.Result();
}

// A decimal when there is a decimal, else a double; null without numbers.
// Integers count as the doubles that they are next to.
StatusOr<Value> Average(Arguments arguments) {
  Total total;
  MEERKAT_RETURN_IF_ERROR(ForEachValue(arguments, [&](const Element& value) {
    if (!value.is_number()) return;
    const Value number =
        IsDecimal(value) ? Value(value) : Value(bson::ToDouble(value));
    AddTo(total, number.element());
  }));
  if (total.count == 0) return Value(nullptr);
  if (total.decimals.has_value()) {
    return Value(decimal::Divide(ToDecimal(total),
                                 bson::decimal::FromInt64(total.count)));
  }
  return Value(total.others.ToDouble() / static_cast<double>(total.count));
}

// --- extremes ----------------------------------------------------------------

// The first of the greatest or least values; null is none of them.
template <bool kGreatest>
StatusOr<Value> Extreme(Arguments arguments) {
  Element extreme;
  MEERKAT_RETURN_IF_ERROR(ForEachValue(arguments, [&](const Element& value) {
    if (IsNullish(value)) return;
    if (!extreme.exists()) {
      extreme = value;
      return;
    }
    const int order = bson::Compare(value, extreme, arguments.collator());
    if (kGreatest ? order > 0 : order < 0) extreme = value;
  }));
  return extreme.exists() ? Value(extreme) : Value(nullptr);
}

// --- deviations --------------------------------------------------------------

template <std::optional<double> (Deviation::*kOf)() const>
StatusOr<Value> StandardDeviation(Arguments arguments) {
  Deviation deviation;
  MEERKAT_RETURN_IF_ERROR(ForEachValue(arguments, [&](const Element& value) {
    if (value.is_number()) deviation.Add(bson::ToDouble(value));
  }));
  const std::optional<double> result = (deviation.*kOf)();
  return result.has_value() ? Value(*result) : Value(nullptr);
}

constexpr Operator kOperators[] = {
    {"$avg", 0, kAny, &Average},
    {"$max", 0, kAny, &Extreme<true>},
    {"$min", 0, kAny, &Extreme<false>},
    {"$stdDevPop", 0, kAny, &StandardDeviation<&Deviation::OfPopulation>},
    {"$stdDevSamp", 0, kAny, &StandardDeviation<&Deviation::OfSample>},
    {"$sum", 0, kAny, &SumOf},
};

}  // namespace

constinit const Family kSummaryFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
