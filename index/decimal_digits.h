// Exact work on the digits of decimals, beyond storage/bson/decimal.h.
#pragma once

#include <absl/numeric/int128.h>

#include <optional>

#include "storage/bson/decimal.h"

namespace meerkat::index {

using DecimalParts = bson::decimal::Parts;

// The digits of a decimal's coefficient.
inline constexpr int kDecimalDigits = 34;

// 10^power. REQUIRES: 0 <= power <= kDecimalDigits.
absl::uint128 PowerOfTen(int power);

// The number of decimal digits; 0 has none. REQUIRES: value < 10^34.
int DigitCount(absl::uint128 value);

// The decimal of a double's exact value, without trailing zeros; nothing if it
// has more than 34 digits. REQUIRES: finite and not zero.
std::optional<DecimalParts> DecimalOf(double value);

}  // namespace meerkat::index
