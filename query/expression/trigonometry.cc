// Trigonometric and hyperbolic functions, in radians: a decimal of a decimal,
// else a double. MongoDB manual, "Trigonometry Expression Operators".
#include <cmath>
#include <numbers>

#include "query/expression/decimal_math.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "storage/bson/decimal.h"
#include "storage/bson/number.h"

namespace meerkat::query::expression {
namespace {

// The numbers that a function is defined for; NaN is in every one.
enum class Domain { kAll, kFinite, kUnit, kFromOne };

bool IsIn(Domain domain, const Element& number) {
  if (bson::IsNaN(number)) return true;
  // Where a decimal is out, so is the nearest double, or at the very end.
  const double value = bson::ToDouble(number);
  const auto compare = [&](int64_t bound) {
    return IsDecimal(number)
               ? bson::decimal::CompareToInt64(number.AsDecimal128(), bound)
               : (value < static_cast<double>(bound)
                      ? -1
                      : int{value > static_cast<double>(bound)});
  };
  switch (domain) {
    case Domain::kAll:
      return true;
    case Domain::kFinite:
      return IsDecimal(number)
                 ? !bson::decimal::IsInfinite(number.AsDecimal128())
                 : std::isfinite(value);
    case Domain::kUnit:
      return compare(-1) >= 0 && compare(1) <= 0;
    case Domain::kFromOne:
      return compare(1) >= 0;
  }
  return false;
}

std::string_view TextOf(Domain domain) {
  switch (domain) {
    case Domain::kAll:
      return "[-inf,inf]";
    case Domain::kFinite:
      return "(-inf,inf)";
    case Domain::kUnit:
      return "[-1,1]";
    case Domain::kFromOne:
      return "[1,inf]";
  }
  return "";
}

using OfDouble = double (*)(double);
using OfDecimal = Decimal128 (*)(const Decimal128&);

template <OfDouble kOfDouble, OfDecimal kOfDecimal, Domain kDomain>
StatusOr<Value> Apply(Arguments arguments) {
  const Element& number = arguments[0];
  if (number.is_number() && !IsIn(kDomain, number)) {
    return Error(50989, "cannot apply {} to {}, value must be in {}",
                 arguments.op, ToString(number), TextOf(kDomain));
  }
  return ApplyToNumber(arguments, kOfDouble, kOfDecimal);
}

StatusOr<Value> Atan2(Arguments arguments) {
  const Element& y = arguments[0];
  const Element& x = arguments[1];
  if (IsNullish(y) || IsNullish(x)) return Value(nullptr);
  if (!y.is_number()) {
    return Error(51044, "$atan2 only supports numeric types, not {}",
                 TypeName(y.type()));
  }
  if (!x.is_number()) {
    return Error(51045, "$atan2 only supports numeric types, not {}",
                 TypeName(x.type()));
  }
  if (IsDecimal(y) || IsDecimal(x)) {
    return Value(decimal::Atan2(bson::ToDecimal(y), bson::ToDecimal(x)));
  }
  return Value(std::atan2(bson::ToDouble(y), bson::ToDouble(x)));
}

double ToRadians(double degrees) { return degrees * (std::numbers::pi / 180); }
double ToDegrees(double radians) { return radians * (180 / std::numbers::pi); }

Decimal128 ToRadians(const Decimal128& degrees) {
  return bson::decimal::Multiply(
      degrees, decimal::Divide(decimal::Pi(), bson::decimal::FromInt64(180)));
}
Decimal128 ToDegrees(const Decimal128& radians) {
  return bson::decimal::Multiply(
      radians, decimal::Divide(bson::decimal::FromInt64(180), decimal::Pi()));
}

constexpr Operator kOperators[] = {
    {"$acos", 1, 1, &Apply<&std::acos, &decimal::Acos, Domain::kUnit>},
    {"$acosh", 1, 1, &Apply<&std::acosh, &decimal::Acosh, Domain::kFromOne>},
    {"$asin", 1, 1, &Apply<&std::asin, &decimal::Asin, Domain::kUnit>},
    {"$asinh", 1, 1, &Apply<&std::asinh, &decimal::Asinh, Domain::kAll>},
    {"$atan", 1, 1, &Apply<&std::atan, &decimal::Atan, Domain::kAll>},
    {"$atan2", 2, 2, &Atan2},
    {"$atanh", 1, 1, &Apply<&std::atanh, &decimal::Atanh, Domain::kUnit>},
    {"$cos", 1, 1, &Apply<&std::cos, &decimal::Cos, Domain::kFinite>},
    {"$cosh", 1, 1, &Apply<&std::cosh, &decimal::Cosh, Domain::kAll>},
    {"$degreesToRadians", 1, 1, &Apply<&ToRadians, &ToRadians, Domain::kAll>},
    {"$radiansToDegrees", 1, 1, &Apply<&ToDegrees, &ToDegrees, Domain::kAll>},
    {"$sin", 1, 1, &Apply<&std::sin, &decimal::Sin, Domain::kFinite>},
    {"$sinh", 1, 1, &Apply<&std::sinh, &decimal::Sinh, Domain::kAll>},
    {"$tan", 1, 1, &Apply<&std::tan, &decimal::Tan, Domain::kFinite>},
    {"$tanh", 1, 1, &Apply<&std::tanh, &decimal::Tanh, Domain::kAll>},
};

}  // namespace

constinit const Family kTrigonometryFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
