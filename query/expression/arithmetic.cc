// $abs, $add, $divide, $mod, $multiply, $subtract. Null, undefined or missing
// operands give null. The type of a result is the widest of the operands',
// wider where that does not hold it (storage/bson/number.h). MongoDB manual,
// "Arithmetic Expression Operators".
#include <cmath>
#include <limits>

#include "query/expression/decimal_math.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "query/expression/sum.h"
#include "storage/bson/decimal.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

Status WrongTypes(const Arguments& arguments, int code) {
  return Error(code, "{} only supports numeric types, not {} and {}",
               arguments.op, TypeName(arguments[0].type()),
               TypeName(arguments[1].type()));
}

bool AnyNullish(const Arguments& arguments) {
  return IsNullish(arguments[0]) || IsNullish(arguments[1]);
}

bool BothNumbers(const Arguments& arguments) {
  return arguments[0].is_number() && arguments[1].is_number();
}

bool AnyDecimal(const Arguments& arguments) {
  return IsDecimal(arguments[0]) || IsDecimal(arguments[1]);
}

// --- dates -------------------------------------------------------------------

// A number of milliseconds, to the nearest whole one; nothing when there is no
// such int64.
std::optional<int64_t> ToMillis(const Element& number) {
  if (IsDouble(number)) {
    return bson::ToInt64Exact(std::round(number.AsDouble()));
  }
  if (IsDecimal(number)) {
    return bson::decimal::ToInt64Exact(
        decimal::RoundTo(number.AsDecimal128(), 0));
  }
  return bson::ToInt64Exact(number);
}

StatusOr<Value> MoveDate(Date date, const Element& by, bool back,
                         std::string_view op) {
  const std::optional<int64_t> millis = ToMillis(by);
  int64_t moved = 0;
  const bool overflow =
      !millis.has_value() ||
      (back ? __builtin_sub_overflow(date.millis, *millis, &moved)
            : __builtin_add_overflow(date.millis, *millis, &moved));
  if (overflow) {
    return Error(15, "date overflow in {}: {} milliseconds from {}", op,
                 ToString(by), ToString(Value(date)));
  }
  return Value(Date{moved});
}

// --- operators ---------------------------------------------------------------

StatusOr<Value> Abs(Arguments arguments) {
  const Element& number = arguments[0];
  switch (number.type()) {
    case Type::kInt32:
      return Integer(std::abs(int64_t{number.AsInt32()}), true);
    case Type::kInt64:
      if (number.AsInt64() == std::numeric_limits<int64_t>::min()) {
        return Error(28680, "can't take $abs of long long min");
      }
      return Value(std::abs(number.AsInt64()));
    default:
      return ApplyToNumber(arguments, &std::abs, &decimal::Abs);
  }
}

StatusOr<Value> Add(Arguments arguments) {
  Sum sum;
  std::optional<Date> date;
  for (const Element& operand : arguments) {
    if (IsNullish(operand)) return Value(nullptr);
    if (operand.is_number()) {
      sum.Add(operand);
    } else if (operand.type() != Type::kDate) {
      return Error(14, "$add only supports numeric or date types, not {}",
                   TypeName(operand.type()));
    } else if (date.has_value()) {
      return Error(16612, "only one date allowed in an $add expression");
    } else {
      date = operand.AsDate();
    }
  }
  const Value total = sum.Result();
  if (!date.has_value()) return total;
  return MoveDate(*date, total.element(), false, arguments.op);
}

StatusOr<Value> Subtract(Arguments arguments) {
  const Element& left = arguments[0];
  const Element& right = arguments[1];
  if (AnyNullish(arguments)) return Value(nullptr);
  if (BothNumbers(arguments)) return bson::Subtract(left, right);
  if (left.type() != Type::kDate) {
    return Error(14, "can't $subtract {} from {}", TypeName(right.type()),
                 TypeName(left.type()));
  }
  if (right.is_number()) {
    return MoveDate(left.AsDate(), right, true, arguments.op);
  }
  int64_t millis = 0;
  if (right.type() != Type::kDate) {
    return Error(14, "can't $subtract {} from date", TypeName(right.type()));
  }
  if (__builtin_sub_overflow(left.AsDate().millis, right.AsDate().millis,
                             &millis)) {
    return Error(15, "date overflow in $subtract");
  }
  return Value(millis);
}

StatusOr<Value> Multiply(Arguments arguments) {
  Value product(1);
  for (const Element& operand : arguments) {
    if (IsNullish(operand)) return Value(nullptr);
    if (!operand.is_number()) {
      return Error(14, "$multiply only supports numeric types, not {}",
                   TypeName(operand.type()));
    }
    product = bson::Multiply(product.element(), operand);
  }
  return product;
}

StatusOr<Value> Divide(Arguments arguments) {
  if (AnyNullish(arguments)) return Value(nullptr);
  if (!BothNumbers(arguments)) return WrongTypes(arguments, 14);
  if (!IsTrue(arguments[1])) return Error(2, "can't $divide by zero");
  if (AnyDecimal(arguments)) {
    return Value(decimal::Divide(bson::ToDecimal(arguments[0]),
                                 bson::ToDecimal(arguments[1])));
  }
  return Value(bson::ToDouble(arguments[0]) / bson::ToDouble(arguments[1]));
}

StatusOr<Value> Mod(Arguments arguments) {
  const Element& left = arguments[0];
  const Element& right = arguments[1];
  if (AnyNullish(arguments)) return Value(nullptr);
  if (!BothNumbers(arguments)) return WrongTypes(arguments, 16611);
  if (!IsTrue(right)) {
    return Error(AnyDecimal(arguments) ? 5733415 : 16610, "can't $mod by zero");
  }
  if (AnyDecimal(arguments)) {
    return Value(decimal::Mod(bson::ToDecimal(left), bson::ToDecimal(right)));
  }
  if (IsDouble(left) || IsDouble(right)) {
    return Value(std::fmod(bson::ToDouble(left), bson::ToDouble(right)));
  }
  const int64_t divisor = *bson::ToInt64Exact(right);
  // The quotient of the least int64 and -1 is none.
  const int64_t rest = divisor == -1 ? 0 : *bson::ToInt64Exact(left) % divisor;
  const bool narrow =
      left.type() == Type::kInt32 && right.type() == Type::kInt32;
  return Integer(rest, narrow);
}

constexpr Operator kOperators[] = {
    {"$abs", 1, 1, &Abs},
    {"$add", 0, kAny, &Add},
    {"$divide", 2, 2, &Divide},
    {"$mod", 2, 2, &Mod},
    {"$multiply", 0, kAny, &Multiply},
    {"$subtract", 2, 2, &Subtract},
};

}  // namespace

constinit const Family kArithmeticFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
