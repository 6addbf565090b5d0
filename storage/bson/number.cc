#include "storage/bson/number.h"

#include <cassert>
#include <cmath>
#include <limits>

#include "storage/bson/decimal.h"

namespace meerkat::bson {
namespace {

// One struct for each operation: exact over integers (false when the result is
// beyond int64), over doubles, over decimals.
struct Addition {
  static bool Integers(int64_t a, int64_t b, int64_t* result) {
    return !__builtin_add_overflow(a, b, result);
  }
  static double Doubles(double a, double b) { return a + b; }
  static Decimal128 Decimals(const Decimal128& a, const Decimal128& b) {
    return decimal::Add(a, b);
  }
};

struct Subtraction {
  static bool Integers(int64_t a, int64_t b, int64_t* result) {
    return !__builtin_sub_overflow(a, b, result);
  }
  static double Doubles(double a, double b) { return a - b; }
  static Decimal128 Decimals(const Decimal128& a, const Decimal128& b) {
    return decimal::Subtract(a, b);
  }
};

struct Multiplication {
  static bool Integers(int64_t a, int64_t b, int64_t* result) {
    return !__builtin_mul_overflow(a, b, result);
  }
  static double Doubles(double a, double b) { return a * b; }
  static Decimal128 Decimals(const Decimal128& a, const Decimal128& b) {
    return decimal::Multiply(a, b);
  }
};

int64_t Integer(const Element& e) {
  return e.type() == Type::kInt32 ? e.AsInt32() : e.AsInt64();
}

// An int32 when that is the type asked for and it holds the value.
Value IntegerValue(int64_t value, bool narrow) {
  const auto small = static_cast<int32_t>(value);
  if (narrow && small == value) return Value(small);
  return Value(value);
}

template <typename Operation>
Value Calculate(const Element& a, const Element& b) {
  assert(a.is_number() && b.is_number());
  const auto either = [&](Type type) {
    return a.type() == type || b.type() == type;
  };
  if (either(Type::kDecimal128)) {
    return Operation::Decimals(ToDecimal(a), ToDecimal(b));
  }
  int64_t result;
  if (either(Type::kDouble) ||
      !Operation::Integers(Integer(a), Integer(b), &result)) {
    return Operation::Doubles(ToDouble(a), ToDouble(b));
  }
  return IntegerValue(result, !either(Type::kInt64));
}

}  // namespace

Value Add(const Element& a, const Element& b) {
  return Calculate<Addition>(a, b);
}
Value Subtract(const Element& a, const Element& b) {
  return Calculate<Subtraction>(a, b);
}
Value Multiply(const Element& a, const Element& b) {
  return Calculate<Multiplication>(a, b);
}

Value Negate(const Element& a) {
  switch (a.type()) {
    case Type::kDouble:
      return -a.AsDouble();
    case Type::kDecimal128:
      return decimal::Negate(a.AsDecimal128());
    default:
      return Subtract(Value(int32_t{0}).element(), a);
  }
}

std::optional<int64_t> ToInt64Exact(double number) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (!(number >= -kTwoTo63 && number < kTwoTo63)) return std::nullopt;
  const auto whole = static_cast<int64_t>(number);
  if (static_cast<double>(whole) != number) return std::nullopt;
  return whole;
}

std::optional<int64_t> ToInt64Exact(const Element& number) {
  switch (number.type()) {
    case Type::kInt32:
      return number.AsInt32();
    case Type::kInt64:
      return number.AsInt64();
    case Type::kDouble:
      return ToInt64Exact(number.AsDouble());
    case Type::kDecimal128:
      return decimal::ToInt64Exact(number.AsDecimal128());
    default:
      return std::nullopt;
  }
}

std::optional<int64_t> ToInt64Truncated(const Element& number) {
  switch (number.type()) {
    case Type::kDouble:
      return ToInt64Exact(std::trunc(number.AsDouble()));
    case Type::kDecimal128:
      return decimal::ToInt64Truncated(number.AsDecimal128());
    default:
      return ToInt64Exact(number);
  }
}

double ToDouble(const Element& number) {
  switch (number.type()) {
    case Type::kDouble:
      return number.AsDouble();
    case Type::kDecimal128:
      return decimal::ToDouble(number.AsDecimal128());
    default:
      return static_cast<double>(Integer(number));
  }
}

Decimal128 ToDecimal(const Element& number) {
  switch (number.type()) {
    case Type::kDouble:
      return decimal::FromDouble(number.AsDouble());
    case Type::kDecimal128:
      return number.AsDecimal128();
    default:
      return decimal::FromInt64(Integer(number));
  }
}

}  // namespace meerkat::bson
