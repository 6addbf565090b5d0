#include "query/expression/decimal_math.h"

// Called as IntelRDFP::bid says by macros. The order matters.
#include <bid_conf.h>
#include <bid_functions.h>
#include <meerkat/status.h>

#include <algorithm>
#include <string>

#include "storage/bson/decimal.h"

namespace meerkat::query::expression::decimal {
namespace {

BID_UINT128 ToLibrary(const Decimal128& a) {
  return BID_UINT128{{a.low, a.high}};
}
Decimal128 FromLibrary(const BID_UINT128& a) {
  return Decimal128{a.w[0], a.w[1]};
}

template <typename Function>
Decimal128 Apply(Function function, const Decimal128& a) {
  _IDEC_flags flags = 0;
  return FromLibrary(function(ToLibrary(a), BID_ROUNDING_TO_NEAREST, &flags));
}

template <typename Function>
Decimal128 Apply(Function function, const Decimal128& a, const Decimal128& b) {
  _IDEC_flags flags = 0;
  return FromLibrary(
      function(ToLibrary(a), ToLibrary(b), BID_ROUNDING_TO_NEAREST, &flags));
}

// NaN where 34 digits do not reach so far.
Decimal128 Quantize(const Decimal128& a, int exponent, _IDEC_round mode) {
  const BID_UINT128 quantum =
      ToLibrary(bson::decimal::Pack({false, 1, exponent}));
  _IDEC_flags flags = 0;
  return FromLibrary(bid128_quantize(ToLibrary(a), quantum, mode, &flags));
}

Decimal128 QuantizeOrKeep(const Decimal128& a, int exponent, _IDEC_round mode) {
  const Decimal128 result = Quantize(a, exponent, mode);
  return bson::decimal::IsNaN(result) ? a : result;
}

// [+-] digits [. digits] [E [+-] digits], with a digit before or behind the
// point.
bool IsDecimalNumeral(std::string_view text) {
  const auto take_sign = [&] {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  };
  const auto take_digits = [&] {
    const size_t count =
        std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  take_sign();
  size_t digits = take_digits();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += take_digits();
  }
  if (digits == 0) return false;
  if (!text.starts_with('e') && !text.starts_with('E')) return text.empty();
  text.remove_prefix(1);
  take_sign();
  return take_digits() > 0 && text.empty();
}

}  // namespace

Decimal128 Divide(const Decimal128& a, const Decimal128& b) {
  return Apply(bid128_div, a, b);
}
Decimal128 Mod(const Decimal128& a, const Decimal128& b) {
  _IDEC_flags flags = 0;
  return FromLibrary(bid128_fmod(ToLibrary(a), ToLibrary(b), &flags));
}
Decimal128 Pow(const Decimal128& a, const Decimal128& b) {
  const Decimal128 zero =
      bson::decimal::Pack({false, 0, bson::decimal::kMinExponent});
  return bson::decimal::Add(Apply(bid128_pow, a, b), zero);
}
Decimal128 Atan2(const Decimal128& y, const Decimal128& x) {
  return Apply(bid128_atan2, y, x);
}

Decimal128 Abs(const Decimal128& a) {
  return FromLibrary(bid128_abs(ToLibrary(a)));
}
Decimal128 Ceil(const Decimal128& a) { return Quantize(a, 0, BID_ROUNDING_UP); }
Decimal128 Floor(const Decimal128& a) {
  return Quantize(a, 0, BID_ROUNDING_DOWN);
}

Decimal128 Exp(const Decimal128& a) { return Apply(bid128_exp, a); }
Decimal128 Ln(const Decimal128& a) { return Apply(bid128_log, a); }
Decimal128 Log10(const Decimal128& a) { return Apply(bid128_log10, a); }
Decimal128 Sqrt(const Decimal128& a) { return Apply(bid128_sqrt, a); }

Decimal128 Sin(const Decimal128& a) { return Apply(bid128_sin, a); }
Decimal128 Cos(const Decimal128& a) { return Apply(bid128_cos, a); }
Decimal128 Tan(const Decimal128& a) { return Apply(bid128_tan, a); }
Decimal128 Asin(const Decimal128& a) { return Apply(bid128_asin, a); }
Decimal128 Acos(const Decimal128& a) { return Apply(bid128_acos, a); }
Decimal128 Atan(const Decimal128& a) { return Apply(bid128_atan, a); }
Decimal128 Sinh(const Decimal128& a) { return Apply(bid128_sinh, a); }
Decimal128 Cosh(const Decimal128& a) { return Apply(bid128_cosh, a); }
Decimal128 Tanh(const Decimal128& a) { return Apply(bid128_tanh, a); }
Decimal128 Asinh(const Decimal128& a) { return Apply(bid128_asinh, a); }
Decimal128 Acosh(const Decimal128& a) { return Apply(bid128_acosh, a); }
Decimal128 Atanh(const Decimal128& a) { return Apply(bid128_atanh, a); }

Decimal128 Pi() {
  constexpr uint64_t kTenTo17 = 100'000'000'000'000'000;
  const absl::uint128 digits =
      absl::uint128(31'415'926'535'897'932) * kTenTo17 + 38'462'643'383'279'503;
  return bson::decimal::Pack({false, digits, -33});
}

Decimal128 RoundTo(const Decimal128& a, int exponent) {
  return QuantizeOrKeep(a, exponent, BID_ROUNDING_TO_NEAREST);
}
Decimal128 TruncateTo(const Decimal128& a, int exponent) {
  return QuantizeOrKeep(a, exponent, BID_ROUNDING_TO_ZERO);
}

std::optional<Decimal128> FromText(std::string_view text) {
  const StatusOr<Decimal128> exact = Decimal128::FromString(text);
  if (exact.ok()) {
    const bool negative_nan =
        bson::decimal::IsNaN(*exact) && text.starts_with('-');
    return negative_nan ? bson::decimal::Negate(*exact) : *exact;
  }
  if (!IsDecimalNumeral(text)) return std::nullopt;
  // The library wants a zero at the end, and does not change the text.
  std::string copy(text);
  _IDEC_flags flags = 0;
  const BID_UINT128 rounded =
      bid128_from_string(copy.data(), BID_ROUNDING_TO_NEAREST, &flags);
  const Decimal128 number = FromLibrary(rounded);
  const bool vanished = bson::decimal::CompareToInt64(number, 0) == 0;
  if (bson::decimal::IsInfinite(number) || vanished) return std::nullopt;
  return number;
}

Decimal128 FromDoubleClosely(double value) {
  _IDEC_flags flags = 0;
  return FromLibrary(
      binary64_to_bid128(value, BID_ROUNDING_TO_NEAREST, &flags));
}

}  // namespace meerkat::query::expression::decimal
