#include "tests/support/exact_number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace meerkat::testing {
namespace {

// A natural number; least significant word first, no leading zeros.
class Natural {
 public:
  Natural(uint64_t high, uint64_t low) {
    for (uint64_t word : {low, high}) {
      words_.push_back(static_cast<uint32_t>(word));
      words_.push_back(static_cast<uint32_t>(word >> 32));
    }
    while (!words_.empty() && words_.back() == 0) words_.pop_back();
  }

  bool IsZero() const { return words_.empty(); }

  double ApproximateLog2() const {
    return 32.0 * static_cast<double>(words_.size()) -
           std::countl_zero(words_.back());
  }

  void Multiply(uint32_t factor, int times) {
    for (int i = 0; i < times; ++i) Multiply(factor);
  }

  friend int Compare(const Natural& a, const Natural& b) {
    if (a.words_.size() != b.words_.size()) {
      return a.words_.size() < b.words_.size() ? -1 : 1;
    }
    for (size_t i = a.words_.size(); i-- > 0;) {
      if (a.words_[i] != b.words_[i]) return a.words_[i] < b.words_[i] ? -1 : 1;
    }
    return 0;
  }

 private:
  void Multiply(uint32_t factor) {
    uint64_t carry = 0;
    for (uint32_t& word : words_) {
      carry += uint64_t{word} * factor;
      word = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) words_.push_back(static_cast<uint32_t>(carry));
  }

  std::vector<uint32_t> words_;
};

// (-1 if negative) * digits * 2^twos * 10^tens, or something that is no number.
struct ExactNumber {
  enum Kind { kNan, kNegativeInfinity, kFinite, kInfinity };

  static ExactNumber Finite(bool negative, Natural digits, int twos, int tens) {
    return {kFinite, negative, std::move(digits), twos, tens};
  }
  static ExactNumber Special(Kind kind) { return {kind, false, {0, 0}, 0, 0}; }
  static ExactNumber Infinity(bool negative) {
    return Special(negative ? kNegativeInfinity : kInfinity);
  }

  int Sign() const { return digits.IsZero() ? 0 : negative ? -1 : 1; }

  Kind kind;
  bool negative;
  Natural digits;
  int twos;
  int tens;
};

ExactNumber FromInteger(int64_t value) {
  const auto word = static_cast<uint64_t>(value);
  const Natural digits(0, value < 0 ? 0 - word : word);
  return ExactNumber::Finite(value < 0, digits, 0, 0);
}

// IEEE 754: sign (1), exponent (11), fraction (52).
ExactNumber FromDouble(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  const bool negative = bits >> 63 != 0;
  const auto exponent = static_cast<int>(bits >> 52 & 0x7FF);
  const uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
  if (exponent == 0x7FF) {
    return fraction != 0 ? ExactNumber::Special(ExactNumber::kNan)
                         : ExactNumber::Infinity(negative);
  }
  const uint64_t hidden = exponent == 0 ? 0 : uint64_t{1} << 52;
  const Natural digits(0, fraction | hidden);
  return ExactNumber::Finite(negative, digits, std::max(exponent, 1) - 1075, 0);
}

// BSON's decimal128: sign (1), exponent (14), coefficient (113). With the top
// of the exponent 11 it is infinity (1111 0), NaN (1111 1) or zero.
ExactNumber FromDecimal(Decimal128 value) {
  const bool negative = value.high >> 63 != 0;
  const auto exponent = static_cast<int>(value.high >> 49 & 0x3FFF);
  if (exponent >> 9 == 0x1F) return ExactNumber::Special(ExactNumber::kNan);
  if (exponent >> 9 == 0x1E) return ExactNumber::Infinity(negative);
  const bool is_large_form = exponent >> 12 == 0x3;
  const Natural digits = is_large_form
                             ? Natural(0, 0)
                             : Natural(value.high & 0x1FFFFFFFFFFFF, value.low);
  return ExactNumber::Finite(negative, digits, 0, exponent - 6176);
}

ExactNumber FromElement(const Element& number) {
  switch (number.type()) {
    case Type::kInt32:
      return FromInteger(number.AsInt32());
    case Type::kInt64:
      return FromInteger(number.AsInt64());
    case Type::kDouble:
      return FromDouble(number.AsDouble());
    default:
      return FromDecimal(number.AsDecimal128());
  }
}

double ApproximateLog2(const ExactNumber& a) {
  return a.digits.ApproximateLog2() + a.twos + a.tens * std::log2(10.0);
}

// REQUIRES: both are finite and not zero.
int CompareMagnitudes(ExactNumber a, ExactNumber b) {
  const double difference = ApproximateLog2(a) - ApproximateLog2(b);
  if (std::fabs(difference) > 4) return difference < 0 ? -1 : 1;
  const int twos = std::min(a.twos, b.twos);
  const int tens = std::min(a.tens, b.tens);
  for (ExactNumber* number : {&a, &b}) {
    number->digits.Multiply(2, number->twos - twos);
    number->digits.Multiply(10, number->tens - tens);
  }
  return Compare(a.digits, b.digits);
}

}  // namespace

int CompareExactly(const Element& a, const Element& b) {
  const ExactNumber x = FromElement(a);
  const ExactNumber y = FromElement(b);
  if (x.kind != y.kind) return x.kind < y.kind ? -1 : 1;
  if (x.kind != ExactNumber::kFinite) return 0;
  if (x.Sign() != y.Sign()) return x.Sign() < y.Sign() ? -1 : 1;
  if (x.Sign() == 0) return 0;
  return x.Sign() * CompareMagnitudes(x, y);
}

}  // namespace meerkat::testing
