#include "tests/support/random_numbers.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "storage/bson/decimal.h"

namespace meerkat::testing {
namespace {

using bson::decimal::kMaxExponent;
using bson::decimal::kMinExponent;
using bson::decimal::Pack;
using bson::decimal::Parts;

constexpr int kDigits = 34;

absl::uint128 PowerOfTen(int power) {
  absl::uint128 result = 1;
  for (int i = 0; i < power; ++i) result *= 10;
  return result;
}

// The decimal of 34 digits nearest to `value`, by the C library.
Decimal128 DecimalOf(double value) {
  if (std::isnan(value)) return *Decimal128::FromString("NaN");
  return *Decimal128::FromString(fmt::format("{:.{}e}", value, kDigits - 1));
}

}  // namespace

int64_t RandomNumbers::Integer(int max_bits) {
  const uint64_t bits =
      Bits(static_cast<int>(Below(static_cast<uint64_t>(max_bits) + 1)));
  return static_cast<int64_t>(OneIn(2) ? 0 - bits : bits);
}

double RandomNumbers::Double() {
  using Limits = std::numeric_limits<double>;
  constexpr std::array kSpecial = {0.0, Limits::infinity(), Limits::max(),
                                   Limits::min(), Limits::denorm_min()};
  const double sign = OneIn(2) ? -1 : 1;
  switch (Below(8)) {
    case 0:
      return std::bit_cast<double>(engine_());
    case 1:
      return sign * static_cast<double>(Below(1000));
    case 2:
      return sign * static_cast<double>(Below(100000)) / 100;
    case 3:
      return sign * std::ldexp(1.0, static_cast<int>(Below(2100)) - 1075);
    case 4:
      return sign * std::ldexp(static_cast<double>(Bits(53)),
                               static_cast<int>(Below(70)) - 56);
    case 5:
      return sign * std::bit_cast<double>(Bits(static_cast<int>(Below(54))));
    case 6:
      return Limits::quiet_NaN();
    default:
      return sign * kSpecial[Below(kSpecial.size())];
  }
}

double RandomNumbers::Near(double value) {
  if (std::isnan(value)) return std::numeric_limits<double>::quiet_NaN();
  switch (Below(4)) {
    case 0:
      return std::nextafter(value, -HUGE_VAL);
    case 1:
      return std::nextafter(value, HUGE_VAL);
    default:
      return value;
  }
}

Decimal128 RandomNumbers::Decimal() {
  const bool negative = OneIn(2);
  const auto digits = static_cast<int>(Below(kDigits)) + 1;
  const auto exponents = static_cast<uint64_t>(kMaxExponent - kMinExponent + 1);
  const absl::uint128 coefficient =
      absl::MakeUint128(engine_(), engine_()) % PowerOfTen(digits);
  switch (Below(7)) {
    case 0:
      return Pack({negative, Below(1000), -static_cast<int>(Below(4))});
    case 1:
      return Pack({negative, coefficient, -digits});
    case 2:
      return Pack({negative, coefficient, static_cast<int>(Below(750)) - 375});
    case 3:
      return Pack({negative, coefficient,
                   static_cast<int>(Below(exponents)) + kMinExponent});
    case 4:
      // Many zeros at the end.
      return Pack({negative, Below(10) * PowerOfTen(digits - 1),
                   -static_cast<int>(Below(36))});
    case 5:
      return Pack({negative, PowerOfTen(kDigits) - 1,
                   OneIn(2) ? kMaxExponent : kMinExponent});
    default:
      return DecimalOf(Near(Double()));
  }
}

Decimal128 RandomNumbers::Near(Decimal128 value) {
  if (bson::decimal::IsNaN(value) || bson::decimal::IsInfinite(value)) {
    return value;
  }
  Parts parts = bson::decimal::Unpack(value);
  switch (Below(5)) {
    case 0:
      if (parts.coefficient + 1 < PowerOfTen(kDigits)) parts.coefficient += 1;
      break;
    case 1:
      if (parts.coefficient != 0) parts.coefficient -= 1;
      break;
    case 2:
      if (parts.coefficient < PowerOfTen(kDigits - 1) &&
          parts.exponent > kMinExponent) {
        parts.coefficient *= 10;
        parts.exponent -= 1;
      }
      break;
    default:
      break;
  }
  return Pack(parts);
}

Value RandomNumbers::Any() {
  switch (Below(4)) {
    case 0:
      return static_cast<int32_t>(Integer(32));
    case 1:
      return Integer(64);
    case 2:
      return Near(Double());
    default:
      return Near(Decimal());
  }
}

Value RandomNumbers::Near(const Element& number) {
  switch (number.type()) {
    case Type::kInt32:
      return NearInteger(number.AsInt32());
    case Type::kInt64:
      return NearInteger(number.AsInt64());
    case Type::kDouble: {
      const double value = number.AsDouble();
      if (OneIn(3) && std::fabs(value) < 0x1p63) {
        return static_cast<int64_t>(value);
      }
      return OneIn(2) ? Value(Near(value)) : Value(Near(DecimalOf(value)));
    }
    default: {
      const Decimal128 value = number.AsDecimal128();
      if (OneIn(2)) return Near(value);
      const double nearest = std::strtod(value.ToString().c_str(), nullptr);
      return Near(nearest);
    }
  }
}

Value RandomNumbers::NearInteger(int64_t value) {
  switch (Below(4)) {
    case 0:
      return static_cast<int32_t>(value);
    case 1:
      return static_cast<int64_t>(static_cast<uint64_t>(value) + Below(3) - 1);
    case 2:
      return Near(static_cast<double>(value));
    default: {
      const auto zeros = std::string_view(".000").substr(0, Below(5));
      return Near(*Decimal128::FromString(fmt::format("{}{}", value, zeros)));
    }
  }
}

}  // namespace meerkat::testing
