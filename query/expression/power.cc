// $exp, $ln, $log, $log10, $pow, $sigmoid, $sqrt. MongoDB manual, "Arithmetic
// Expression Operators".
#include <cmath>
#include <limits>

#include "query/expression/decimal_math.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "query/expression/parse.h"
#include "storage/bson/decimal.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// -1, 0 or 1; NaN is above zero, since it is in no wrong range.
int Sign(const Element& number) {
  if (bson::IsNaN(number)) return 1;
  if (IsDecimal(number)) {
    return bson::decimal::CompareToInt64(number.AsDecimal128(), 0);
  }
  const double value = bson::ToDouble(number);
  return value < 0 ? -1 : int{value > 0};
}

// The logarithm of a NaN is a double, also where that is a decimal.
Value NotANumber() { return Value(std::numeric_limits<double>::quiet_NaN()); }

StatusOr<Value> Exp(Arguments arguments) {
  return ApplyToNumber(arguments, &std::exp, &decimal::Exp);
}

StatusOr<Value> Ln(Arguments arguments) {
  if (arguments[0].is_number() && Sign(arguments[0]) <= 0) {
    return Error(28766, "$ln's argument must be a positive number, but is {}",
                 ToString(arguments[0]));
  }
  if (bson::IsNaN(arguments[0])) return NotANumber();
  return ApplyToNumber(arguments, &std::log, &decimal::Ln);
}

StatusOr<Value> Log10(Arguments arguments) {
  if (arguments[0].is_number() && Sign(arguments[0]) <= 0) {
    return Error(28761,
                 "$log10's argument must be a positive number, but is {}",
                 ToString(arguments[0]));
  }
  if (bson::IsNaN(arguments[0])) return NotANumber();
  return ApplyToNumber(arguments, &std::log10, &decimal::Log10);
}

StatusOr<Value> Sqrt(Arguments arguments) {
  if (arguments[0].is_number() && Sign(arguments[0]) < 0) {
    return Error(28714,
                 "$sqrt's argument must be greater than or equal to 0, but is "
                 "{}",
                 ToString(arguments[0]));
  }
  return ApplyToNumber(arguments, &std::sqrt, &decimal::Sqrt);
}

Status CheckBase(const Element& base) {
  const bool is_one = bson::ToInt64Exact(base) == 1;
  if (Sign(base) > 0 && !is_one) return absl::OkStatus();
  return Error(28759,
               "$log's base must be a positive number not equal to 1, but is "
               "{}",
               ToString(base));
}

StatusOr<Value> Log(Arguments arguments) {
  const Element& number = arguments[0];
  const Element& base = arguments[1];
  if (IsNullish(number) || IsNullish(base)) return Value(nullptr);
  if (!number.is_number()) {
    return Error(28756, "$log's argument must be numeric, not {}",
                 TypeName(number.type()));
  }
  if (!base.is_number()) {
    return Error(28757, "$log's base must be numeric, not {}",
                 TypeName(base.type()));
  }
  if (Sign(number) <= 0) {
    return Error(28758, "$log's argument must be a positive number, but is {}",
                 ToString(number));
  }
  MEERKAT_RETURN_IF_ERROR(CheckBase(base));
  if (bson::IsNaN(number) || bson::IsNaN(base)) return NotANumber();
  if (IsDecimal(number) || IsDecimal(base)) {
    return Value(decimal::Divide(decimal::Ln(bson::ToDecimal(number)),
                                 decimal::Ln(bson::ToDecimal(base))));
  }
  return Value(std::log(bson::ToDouble(number)) /
               std::log(bson::ToDouble(base)));
}

// --- $sigmoid ----------------------------------------------------------------

Decimal128 Sigmoid(const Decimal128& number) {
  const Decimal128 one = bson::decimal::FromInt64(1);
  return decimal::Divide(
      one, bson::decimal::Add(one, decimal::Exp(bson::decimal::Multiply(
                                       bson::decimal::FromInt64(-1), number))));
}

double Sigmoid(double number) { return 1 / (1 + std::exp(-number)); }

StatusOr<Value> SigmoidOf(Arguments arguments) {
  const Element& number = arguments[0];
  if (IsNullish(number)) return Value(nullptr);
  if (IsDecimal(number)) return Value(Sigmoid(number.AsDecimal128()));
  if (number.is_number()) return Value(Sigmoid(bson::ToDouble(number)));
  return Error(14, "$sigmoid only supports numeric types, not {}",
               TypeName(number.type()));
}

constexpr Operator kSigmoid = {"$sigmoid", 1, 1, &SigmoidOf};

// An array is a value, not a list of operands.
StatusOr<Expression> ParseSigmoid(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(Expression number, Parse(operand, scope));
  return MakeExpression(Call{&kSigmoid, {std::move(number)}});
}

// --- $pow --------------------------------------------------------------------

// base to the power of the exponent; nothing when an int64 does not hold it.
// REQUIRES: the exponent is not negative, unless the base is 1 or -1.
std::optional<int64_t> WholePower(int64_t base, int64_t exponent) {
  if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
  if (base == -1) return exponent % 2 == 0 ? 1 : -1;
  constexpr int64_t kMaxExponent = 63;
  if (exponent > kMaxExponent) return std::nullopt;
  int64_t power = 1;
  for (int64_t i = 0; i < exponent; ++i) {
    if (__builtin_mul_overflow(power, base, &power)) return std::nullopt;
  }
  return power;
}

StatusOr<Value> PowOfIntegers(const Element& base, const Element& exponent) {
  const int64_t whole_base = *bson::ToInt64Exact(base);
  const int64_t whole_exponent = *bson::ToInt64Exact(exponent);
  const bool whole = whole_exponent >= 0 || whole_base == 1 || whole_base == -1;
  const std::optional<int64_t> power =
      whole ? WholePower(whole_base, whole_exponent) : std::nullopt;
  if (!power.has_value()) {
    return Value(std::pow(bson::ToDouble(base), bson::ToDouble(exponent)));
  }
  const bool narrow =
      base.type() == Type::kInt32 && exponent.type() == Type::kInt32;
  return Integer(*power, narrow);
}

StatusOr<Value> Pow(Arguments arguments) {
  const Element& base = arguments[0];
  const Element& exponent = arguments[1];
  if (IsNullish(base) || IsNullish(exponent)) return Value(nullptr);
  if (!base.is_number()) {
    return Error(28762, "$pow's base must be numeric, not {}",
                 TypeName(base.type()));
  }
  if (!exponent.is_number()) {
    return Error(28763, "$pow's exponent must be numeric, not {}",
                 TypeName(exponent.type()));
  }
  if (Sign(base) == 0 && Sign(exponent) < 0) {
    return Error(28764, "$pow cannot take a base of 0 and a negative exponent");
  }
  if (IsDecimal(base) || IsDecimal(exponent)) {
    return Value(
        decimal::Pow(bson::ToDecimal(base), bson::ToDecimal(exponent)));
  }
  if (IsDouble(base) || IsDouble(exponent)) {
    return Value(std::pow(bson::ToDouble(base), bson::ToDouble(exponent)));
  }
  return PowOfIntegers(base, exponent);
}

constexpr Operator kOperators[] = {
    {"$exp", 1, 1, &Exp},     {"$ln", 1, 1, &Ln},   {"$log", 2, 2, &Log},
    {"$log10", 1, 1, &Log10}, {"$pow", 2, 2, &Pow}, {"$sqrt", 1, 1, &Sqrt},
};
constexpr FormOperator kForms[] = {{"$sigmoid", &ParseSigmoid}};

}  // namespace

constinit const Family kPowerFamily = {kOperators, kForms};

}  // namespace meerkat::query::expression
