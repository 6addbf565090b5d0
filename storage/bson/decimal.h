// Decimal128 as numbers: order, arithmetic, conversions.
//
// A thin skin over Intel's decimal library, which MongoDB uses too; BSON's bit
// layout is the library's own, so nothing is converted on the way. Results are
// rounded half to even to 34 digits. Text is in meerkat/document.h.
#pragma once

#include <absl/numeric/int128.h>
#include <meerkat/document.h>

#include <cstdint>
#include <optional>

namespace meerkat::bson::decimal {

bool IsNaN(const Decimal128& a);
bool IsInfinite(const Decimal128& a);
bool IsNegative(const Decimal128& a);

// -1, 0 or 1 by exact value. All NaN are equal and below everything; -0 equals
// 0 whatever the exponents.
int Compare(const Decimal128& a, const Decimal128& b);
int CompareToInt64(const Decimal128& a, int64_t b);
int CompareToDouble(const Decimal128& a, double b);

Decimal128 Add(const Decimal128& a, const Decimal128& b);
Decimal128 Subtract(const Decimal128& a, const Decimal128& b);
Decimal128 Multiply(const Decimal128& a, const Decimal128& b);
Decimal128 Negate(const Decimal128& a);

Decimal128 FromInt64(int64_t value);
// MongoDB's conversion, in arithmetic and $toDecimal: fifteen digits, all that
// a double is trusted to know. 0.1 becomes 0.100000000000000.
Decimal128 FromDouble(double value);

// The nearest double.
double ToDouble(const Decimal128& a);
// The same number in the other type, when it has it. NaN is in neither.
std::optional<double> ToDoubleExact(const Decimal128& a);
std::optional<int64_t> ToInt64Exact(const Decimal128& a);
// After cutting off the fraction.
std::optional<int64_t> ToInt64Truncated(const Decimal128& a);

// A finite decimal taken apart: (-1 if negative) * coefficient * 10^exponent.
struct Parts {
  bool negative = false;
  // Below 10^34.
  absl::uint128 coefficient = 0;
  int exponent = 0;

  friend bool operator==(const Parts&, const Parts&) = default;
};

// The exponents that 128 bits can hold.
inline constexpr int kMinExponent = -6176;
inline constexpr int kMaxExponent = 6111;

// REQUIRES: `a` is finite.
Parts Unpack(const Decimal128& a);
// REQUIRES: coefficient and exponent are in range.
Decimal128 Pack(const Parts& parts);
// The form that all equal numbers share: no trailing zeros in the coefficient,
// so that the exponent may pass kMaxExponent; zero has no sign and exponent 0.
Parts Normalize(Parts parts);

}  // namespace meerkat::bson::decimal
