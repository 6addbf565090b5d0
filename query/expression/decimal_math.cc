#include "query/expression/decimal_math.h"

// Called as IntelRDFP::bid says by macros. The order matters.
#include <bid_conf.h>
#include <bid_functions.h>

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

Decimal128 Quantize(const Decimal128& a, int exponent, _IDEC_round mode) {
  const BID_UINT128 quantum =
      ToLibrary(bson::decimal::Pack({false, 1, exponent}));
  _IDEC_flags flags = 0;
  const Decimal128 result =
      FromLibrary(bid128_quantize(ToLibrary(a), quantum, mode, &flags));
  return bson::decimal::IsNaN(result) ? a : result;
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
  return Apply(bid128_pow, a, b);
}
Decimal128 Atan2(const Decimal128& y, const Decimal128& x) {
  return Apply(bid128_atan2, y, x);
}

Decimal128 Abs(const Decimal128& a) {
  return FromLibrary(bid128_abs(ToLibrary(a)));
}
Decimal128 Ceil(const Decimal128& a) {
  _IDEC_flags flags = 0;
  return FromLibrary(bid128_round_integral_positive(ToLibrary(a), &flags));
}
Decimal128 Floor(const Decimal128& a) {
  _IDEC_flags flags = 0;
  return FromLibrary(bid128_round_integral_negative(ToLibrary(a), &flags));
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
  return Quantize(a, exponent, BID_ROUNDING_TO_NEAREST);
}
Decimal128 TruncateTo(const Decimal128& a, int exponent) {
  return Quantize(a, exponent, BID_ROUNDING_TO_ZERO);
}

Decimal128 FromDoubleClosely(double value) {
  _IDEC_flags flags = 0;
  return FromLibrary(
      binary64_to_bid128(value, BID_ROUNDING_TO_NEAREST, &flags));
}

}  // namespace meerkat::query::expression::decimal
