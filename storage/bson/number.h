// Arithmetic and conversions over the four numeric types, with MongoDB's rules
// for the type of a result:
//
// - the widest operand decides: int32 < int64 < double < decimal128;
// - two int32 give an int64 when an int32 cannot hold the result;
// - integers whose result an int64 cannot hold give a double.
//
// These are the rules of expressions ($add, $sum). Updates ($inc, $mul) differ
// in the last one, which is an error there.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cmath>
#include <cstdint>
#include <optional>

#include "storage/bson/decimal.h"

namespace meerkat::bson {

// REQUIRES, for all of them: the operands are numbers.
Value Add(const Element& a, const Element& b);
Value Subtract(const Element& a, const Element& b);
Value Multiply(const Element& a, const Element& b);
Value Negate(const Element& a);

// The integer that `number` is: 5, 5.0 and decimal 5.00 give 5. Nothing for
// 5.5, NaN, what is beyond int64, and for anything but a number.
std::optional<int64_t> ToInt64Exact(const Element& number);
std::optional<int64_t> ToInt64Exact(double number);

// The same after cutting off the fraction: 5.9 gives 5, -5.9 gives -5. Nothing
// for NaN, for what is then beyond int64, and for anything but a number.
std::optional<int64_t> ToInt64Truncated(const Element& number);

// A NaN of either type.
inline bool IsNaN(const Element& value) {
  if (value.type() == Type::kDouble) return std::isnan(value.AsDouble());
  return value.type() == Type::kDecimal128 &&
         decimal::IsNaN(value.AsDecimal128());
}

// The nearest double. REQUIRES: a number.
double ToDouble(const Element& number);
// The decimal that arithmetic uses (decimal::FromDouble). REQUIRES: a number.
Decimal128 ToDecimal(const Element& number);

}  // namespace meerkat::bson
