#include "storage/bson/decimal.h"

#include <bson/bson.h>
#include <fmt/format.h>

#include <cmath>

// Arguments by value, rounding mode and flags as arguments: IntelRDFP::bid says
// so by macros, as the archive it names was compiled. The order matters.
#include <bid_conf.h>
#include <bid_functions.h>

namespace meerkat::bson::decimal {
namespace {

constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr uint64_t kSpecialMask = uint64_t{0x7C} << 56;
constexpr uint64_t kInfinity = uint64_t{0x78} << 56;
constexpr uint64_t kNaN = uint64_t{0x7C} << 56;
// Set together in infinities, NaN, and numbers whose coefficient is too large.
constexpr uint64_t kLargeMask = uint64_t{0x60} << 56;
// Below the sign, 14 bits of exponent, then the coefficient.
constexpr int kExponentShift = 49;
constexpr uint64_t kExponentMask = (uint64_t{1} << 14) - 1;
constexpr uint64_t kCoefficientMask = (uint64_t{1} << kExponentShift) - 1;
constexpr int kExponentBias = -kMinExponent;

constexpr int kDoubleDigits = 15;
constexpr uint64_t kTenTo15 = 1'000'000'000'000'000;
constexpr uint64_t kTenTo16 = 10 * kTenTo15;
constexpr absl::uint128 kTenTo34 =
    absl::MakeUint128(0x1ED09BEAD87C0, 0x378D8E6400000000);

BID_UINT128 ToLibrary(const Decimal128& a) {
  return BID_UINT128{{a.low, a.high}};
}
Decimal128 FromLibrary(const BID_UINT128& a) {
  return Decimal128{a.w[0], a.w[1]};
}

// Applies one of the library's functions of two numbers.
template <typename Function>
Decimal128 Apply(Function function, const Decimal128& a, const Decimal128& b) {
  _IDEC_flags flags = 0;
  return FromLibrary(
      function(ToLibrary(a), ToLibrary(b), BID_ROUNDING_TO_NEAREST, &flags));
}

int CountDigits(absl::uint128 value) {
  int digits = 0;
  for (; value != 0; value /= 10) ++digits;
  return digits;
}

}  // namespace

bool IsNaN(const Decimal128& a) { return (a.high & kSpecialMask) == kNaN; }
bool IsInfinite(const Decimal128& a) {
  return (a.high & kSpecialMask) == kInfinity;
}
bool IsNegative(const Decimal128& a) { return (a.high & kSignBit) != 0; }

int Compare(const Decimal128& a, const Decimal128& b) {
  if (IsNaN(a) || IsNaN(b)) return int{IsNaN(b)} - int{IsNaN(a)};
  _IDEC_flags flags = 0;
  if (bid128_quiet_less(ToLibrary(a), ToLibrary(b), &flags) != 0) return -1;
  return bid128_quiet_greater(ToLibrary(a), ToLibrary(b), &flags) != 0 ? 1 : 0;
}

int CompareToInt64(const Decimal128& a, int64_t b) {
  return Compare(a, FromInt64(b));
}

int CompareToDouble(const Decimal128& a, double b) {
  if (std::isnan(b)) return IsNaN(a) ? 0 : 1;
  // `floor` is the greatest decimal not above b, so that a decimal above it is
  // above b as well; at it, b is higher by what the conversion cut off.
  _IDEC_flags flags = 0;
  const Decimal128 floor =
      FromLibrary(binary64_to_bid128(b, BID_ROUNDING_DOWN, &flags));
  const int order = Compare(a, floor);
  const bool cut = (flags & BID_INEXACT_EXCEPTION) != 0;
  return order == 0 && cut ? -1 : order;
}

Decimal128 Add(const Decimal128& a, const Decimal128& b) {
  return Apply(bid128_add, a, b);
}
Decimal128 Subtract(const Decimal128& a, const Decimal128& b) {
  return Apply(bid128_sub, a, b);
}
Decimal128 Multiply(const Decimal128& a, const Decimal128& b) {
  return Apply(bid128_mul, a, b);
}
Decimal128 Negate(const Decimal128& a) {
  return Decimal128{a.low, a.high ^ kSignBit};
}

Decimal128 FromInt64(int64_t value) {
  return FromLibrary(bid128_from_int64(value));
}

Decimal128 FromDouble(double value) {
  _IDEC_flags flags = 0;
  const Decimal128 nearest =
      FromLibrary(binary64_to_bid128(value, BID_ROUNDING_TO_NEAREST, &flags));
  if (value == 0 || !std::isfinite(value)) return nearest;
  const Parts parts = Unpack(nearest);
  int exponent =
      parts.exponent + CountDigits(parts.coefficient) - kDoubleDigits;
  const auto round = [&] {
    return Apply(bid128_quantize, nearest, Pack({false, 1, exponent}));
  };
  const Decimal128 rounded = round();
  // 9.9999999999999999 has become 10.00000000000000, a digit too long.
  if (Unpack(rounded).coefficient < kTenTo15) return rounded;
  ++exponent;
  return round();
}

double ToDouble(const Decimal128& a) {
  _IDEC_flags flags = 0;
  return bid128_to_binary64(ToLibrary(a), BID_ROUNDING_TO_NEAREST, &flags);
}

std::optional<double> ToDoubleExact(const Decimal128& a) {
  if (IsNaN(a)) return std::nullopt;
  const double nearest = ToDouble(a);
  if (CompareToDouble(a, nearest) != 0) return std::nullopt;
  return nearest;
}

std::optional<int64_t> ToInt64Exact(const Decimal128& a) {
  _IDEC_flags flags = 0;
  const int64_t whole = bid128_to_int64_xint(ToLibrary(a), &flags);
  if (flags != 0) return std::nullopt;
  return whole;
}

std::optional<int64_t> ToInt64Truncated(const Decimal128& a) {
  _IDEC_flags flags = 0;
  const int64_t whole = bid128_to_int64_int(ToLibrary(a), &flags);
  if (flags != 0) return std::nullopt;
  return whole;
}

Parts Unpack(const Decimal128& a) {
  const bool negative = IsNegative(a);
  // The standard reads a coefficient out of range as zero.
  if ((a.high & kLargeMask) == kLargeMask) {
    const uint64_t exponent = (a.high >> (kExponentShift - 2)) & kExponentMask;
    return Parts{negative, 0, static_cast<int>(exponent) - kExponentBias};
  }
  const uint64_t exponent = (a.high >> kExponentShift) & kExponentMask;
  const absl::uint128 coefficient =
      absl::MakeUint128(a.high & kCoefficientMask, a.low);
  return Parts{negative, coefficient < kTenTo34 ? coefficient : 0,
               static_cast<int>(exponent) - kExponentBias};
}

Decimal128 Pack(const Parts& parts) {
  const auto exponent = static_cast<uint64_t>(parts.exponent + kExponentBias);
  return Decimal128{absl::Uint128Low64(parts.coefficient),
                    (parts.negative ? kSignBit : 0) |
                        exponent << kExponentShift |
                        absl::Uint128High64(parts.coefficient)};
}

Parts Normalize(Parts parts) {
  if (parts.coefficient == 0) return Parts{};
  constexpr std::pair<uint64_t, int> kSteps[] = {
      {kTenTo16, 16}, {kTenTo16, 16}, {100'000'000, 8},
      {10'000, 4},    {100, 2},       {10, 1}};
  for (const auto& [power, zeros] : kSteps) {
    if (parts.coefficient % power != 0) continue;
    parts.coefficient /= power;
    parts.exponent += zeros;
  }
  return parts;
}

}  // namespace meerkat::bson::decimal

namespace meerkat {

StatusOr<Decimal128> Decimal128::FromString(std::string_view text) {
  bson_decimal128_t parsed;
  if (!bson_decimal128_from_string_w_len(
          text.data(), static_cast<int>(text.size()), &parsed)) {
    return MakeError(
        ErrorCode::kFailedToParse,
        fmt::format("'{}' is not a decimal number of at most 34 digits and an "
                    "exponent from -6176 to 6144",
                    text));
  }
  return Decimal128{parsed.low, parsed.high};
}

std::string Decimal128::ToString() const {
  // A coefficient of more than 34 digits is read as zero, and must be printed
  // as what it is read as.
  const bool finite =
      !bson::decimal::IsNaN(*this) && !bson::decimal::IsInfinite(*this);
  const Decimal128 printed =
      finite ? bson::decimal::Pack(bson::decimal::Unpack(*this)) : *this;
  bson_decimal128_t value;
  value.low = printed.low;
  value.high = printed.high;
  char text[BSON_DECIMAL128_STRING];
  bson_decimal128_to_string(&value, text);
  return text;
}

}  // namespace meerkat
