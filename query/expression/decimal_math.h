// Functions of decimals beyond those of storage/bson/decimal.h: by the same
// library, rounded half to even to 34 digits.
#pragma once

#include <meerkat/types.h>

#include <optional>
#include <string_view>

namespace meerkat::query::expression::decimal {

Decimal128 Divide(const Decimal128& a, const Decimal128& b);
// With the sign of `a`.
Decimal128 Mod(const Decimal128& a, const Decimal128& b);
Decimal128 Pow(const Decimal128& a, const Decimal128& b);
Decimal128 Atan2(const Decimal128& y, const Decimal128& x);

Decimal128 Abs(const Decimal128& a);
Decimal128 Ceil(const Decimal128& a);
Decimal128 Floor(const Decimal128& a);

Decimal128 Exp(const Decimal128& a);
Decimal128 Ln(const Decimal128& a);
Decimal128 Log10(const Decimal128& a);
Decimal128 Sqrt(const Decimal128& a);

Decimal128 Sin(const Decimal128& a);
Decimal128 Cos(const Decimal128& a);
Decimal128 Tan(const Decimal128& a);
Decimal128 Asin(const Decimal128& a);
Decimal128 Acos(const Decimal128& a);
Decimal128 Atan(const Decimal128& a);
Decimal128 Sinh(const Decimal128& a);
Decimal128 Cosh(const Decimal128& a);
Decimal128 Tanh(const Decimal128& a);
Decimal128 Asinh(const Decimal128& a);
Decimal128 Acosh(const Decimal128& a);
Decimal128 Atanh(const Decimal128& a);

// Pi, to 34 digits.
Decimal128 Pi();

// `a` with digits down to 10^exponent only: rounded half to even, or cut off.
// `a` itself where 34 digits do not reach so far, NaN and infinities included.
Decimal128 RoundTo(const Decimal128& a, int exponent);
Decimal128 TruncateTo(const Decimal128& a, int exponent);

// The number that a text says, as $toDecimal reads it: digits beyond the 34th
// are rounded, "-NaN" keeps its sign. Nothing for a text that is no number, and
// for one that no decimal is near.
std::optional<Decimal128> FromText(std::string_view text);

// All of the double that 34 digits can hold; storage/bson takes 15.
Decimal128 FromDoubleClosely(double value);

}  // namespace meerkat::query::expression::decimal
