#include "query/expression/sum.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "storage/bson/decimal.h"
#include "storage/bson/number.h"

namespace meerkat::query::expression {

void Sum::Add(const Element& number) {
  switch (number.type()) {
    case Type::kDecimal128:
      decimals_ = has_decimal_
                      ? bson::decimal::Add(decimals_, number.AsDecimal128())
                      : number.AsDecimal128();
      has_decimal_ = true;
      return;
    case Type::kDouble:
      has_double_ = true;
      return AddDouble(number.AsDouble());
    case Type::kInt64:
      has_int64_ = true;
      integers_ += number.AsInt64();
      return;
    default:
      integers_ += number.AsInt32();
      return;
  }
}

// Neumaier's summation. What is not finite has no rest.
void Sum::AddDouble(double value) {
  const double sum = high_ + value;
  if (!std::isfinite(sum)) {
    high_ = sum;
    low_ = 0;
    return;
  }
  low_ += std::abs(high_) >= std::abs(value) ? (high_ - sum) + value
                                             : (value - sum) + high_;
  high_ = sum;
}

double Sum::ToDouble() const {
  Sum all = *this;
  // In two parts, for what 53 bits do not hold.
  const auto high = static_cast<double>(integers_);
  all.AddDouble(high);
  if (std::abs(high) < 1e37) {
    all.AddDouble(static_cast<double>(integers_ - absl::int128(high)));
  }
  if (has_decimal_) all.AddDouble(bson::decimal::ToDouble(decimals_));
  return all.high_ + all.low_;
}

Value Sum::Result() const {
  if (has_decimal_) {
    Sum others = *this;
    others.has_decimal_ = false;
    if (!has_double_ && integers_ == 0) return Value(decimals_);
    const Value rest = others.Result();
    return Value(
        bson::decimal::Add(decimals_, bson::ToDecimal(rest.element())));
  }
  if (has_double_) return Value(ToDouble());
  const bool fits = integers_ >= std::numeric_limits<int64_t>::min() &&
                    integers_ <= std::numeric_limits<int64_t>::max();
  if (!fits) return Value(static_cast<double>(integers_));
  const auto whole = static_cast<int64_t>(integers_);
  const auto small = static_cast<int32_t>(whole);
  if (!has_int64_ && small == whole) return Value(small);
  return Value(whole);
}

}  // namespace meerkat::query::expression
