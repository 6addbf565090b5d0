#include "storage/bson/coerce.h"

#include <limits>
#include <optional>

#include "storage/bson/decimal.h"
#include "storage/bson/number.h"

namespace meerkat::bson {
namespace {

// A coefficient has 34 digits, so that nothing is left of one beyond.
constexpr int kMostDigits = 34;

// REQUIRES: `value` is finite.
Decimal128 RoundHalfToEven(const Decimal128& value) {
  decimal::Parts parts = decimal::Unpack(value);
  if (parts.exponent >= 0) return value;
  if (parts.exponent < -kMostDigits) return decimal::FromInt64(0);
  absl::uint128 unit = 1;
  for (; parts.exponent < 0; ++parts.exponent) unit *= 10;
  const absl::uint128 twice_rest = parts.coefficient % unit * 2;
  parts.coefficient /= unit;
  const bool is_odd = (parts.coefficient & 1) != 0;
  if (twice_rest > unit || (twice_rest == unit && is_odd)) ++parts.coefficient;
  return decimal::Pack(parts);
}

Value Rounded(const Element& number) {
  if (number.type() != Type::kDecimal128) return Value(number);
  const Decimal128 value = number.AsDecimal128();
  if (decimal::IsNaN(value) || decimal::IsInfinite(value)) return Value(number);
  return Value(RoundHalfToEven(value));
}

}  // namespace

int64_t CoerceToInt64(const Element& number) {
  if (IsNaN(number)) return 0;
  const Value rounded = Rounded(number);
  if (const auto whole = ToInt64Truncated(rounded.element())) return *whole;
  return ToDouble(rounded.element()) > 0 ? std::numeric_limits<int64_t>::max()
                                         : std::numeric_limits<int64_t>::min();
}

}  // namespace meerkat::bson
