#include "index/decimal_digits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace meerkat::index {
namespace {

using PowersOfTen = std::array<absl::uint128, kDecimalDigits + 1>;

// Abseil does not multiply at compile time, so they are made at first use.
const PowersOfTen& AllPowersOfTen() {
  static const PowersOfTen powers = [] {
    PowersOfTen made;
    made[0] = 1;
    for (size_t i = 1; i < made.size(); ++i) made[i] = made[i - 1] * 10;
    return made;
  }();
  return powers;
}

absl::uint128 LargestCoefficient() { return PowerOfTen(kDecimalDigits) - 1; }

}  // namespace

absl::uint128 PowerOfTen(int power) {
  return AllPowersOfTen()[static_cast<size_t>(power)];
}

int DigitCount(absl::uint128 value) {
  const PowersOfTen& powers = AllPowersOfTen();
  const auto above = std::upper_bound(powers.begin(), powers.end(), value);
  return static_cast<int>(above - powers.begin());
}

std::optional<DecimalParts> DecimalOf(double value) {
  // |value| = coefficient * 2^twos, the coefficient odd.
  constexpr int kMantissaBits = std::numeric_limits<double>::digits;
  int twos = 0;
  const double fraction = std::frexp(std::fabs(value), &twos);
  const auto mantissa =
      static_cast<uint64_t>(std::ldexp(fraction, kMantissaBits));
  const int zeros = std::countr_zero(mantissa);
  twos += zeros - kMantissaBits;
  DecimalParts parts{value < 0, mantissa >> zeros, 0};

  // A half is five tenths; a two and a five of the coefficient are a ten.
  for (; twos < 0; ++twos, --parts.exponent) {
    if (parts.coefficient > LargestCoefficient() / 5) return std::nullopt;
    parts.coefficient *= 5;
  }
  for (; twos > 0 && parts.coefficient % 5 == 0; --twos, ++parts.exponent) {
    parts.coefficient /= 5;
  }
  for (; twos > 0; --twos) {
    if (parts.coefficient > LargestCoefficient() / 2) return std::nullopt;
    parts.coefficient *= 2;
  }
  return parts;
}

}  // namespace meerkat::index
