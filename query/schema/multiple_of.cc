#include "query/schema/multiple_of.h"

#include <absl/numeric/int128.h>

#include <cstdint>
#include <optional>

#include "storage/bson/decimal.h"
#include "storage/bson/number.h"

namespace meerkat::query::schema {

namespace {

using absl::uint128;
using bson::decimal::Parts;

// Whether `divisor` divides coefficient * 10^zeros.
bool DividesWithZeros(uint128 divisor, uint128 coefficient, int zeros) {
  uint128 rest = coefficient % divisor;
  // A divisor below 10^34 has fewer than 113 factors of 2 and of 5: more tens
  // do not help it.
  for (int i = 0; rest != 0 && i < zeros && i < 113; ++i) {
    rest = rest * 10 % divisor;
  }
  return rest == 0;
}

// Whether divisor * 10^zeros divides `coefficient`.
bool IsDividedWithZeros(uint128 coefficient, uint128 divisor, int zeros) {
  for (; zeros > 0; --zeros) {
    if (coefficient == 0) return true;
    if (coefficient % 10 != 0) return false;
    coefficient /= 10;
  }
  return coefficient % divisor == 0;
}

bool IsMultipleOfDecimal(const Decimal128& number, const Decimal128& divisor) {
  if (bson::decimal::IsNaN(number) || bson::decimal::IsInfinite(number)) {
    return false;
  }
  const Parts parts = bson::decimal::Unpack(number);
  if (parts.coefficient == 0) return true;
  if (bson::decimal::IsInfinite(divisor)) return false;
  const Parts by = bson::decimal::Unpack(divisor);
  const int zeros = parts.exponent - by.exponent;
  return zeros >= 0
             ? DividesWithZeros(by.coefficient, parts.coefficient, zeros)
             : IsDividedWithZeros(parts.coefficient, by.coefficient, -zeros);
}

bool IsInteger(const Element& number) {
  return number.type() == Type::kInt32 || number.type() == Type::kInt64;
}

}  // namespace

bool IsMultipleOf(const Element& number, const Element& divisor) {
  if (IsInteger(number) && IsInteger(divisor)) {
    return *bson::ToInt64Exact(number) % *bson::ToInt64Exact(divisor) == 0;
  }
  return IsMultipleOfDecimal(bson::ToDecimal(number), bson::ToDecimal(divisor));
}

}  // namespace meerkat::query::schema
