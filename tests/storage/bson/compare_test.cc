#include "storage/bson/compare.h"

#include <meerkat/builder.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "storage/bson/decimal.h"
#include "tests/catch.hpp"
#include "tests/storage/bson/ordered_values.h"

namespace meerkat::bson {
namespace {

int Sign(int order) { return (order > 0) - (order < 0); }
int SignOf(size_t a, size_t b) { return a < b ? -1 : (a > b ? 1 : 0); }

// Calls `check(a, b, sign)` for all pairs of the table.
template <typename Check>
void ForEachPair(const Check& check) {
  const std::vector<EqualValues> table = OrderedValues();
  for (size_t i = 0; i < table.size(); ++i) {
    for (size_t j = 0; j < table.size(); ++j) {
      for (const Value& a : table[i]) {
        for (const Value& b : table[j]) {
          check(a, b, SignOf(i, j));
        }
      }
    }
  }
}

TEST_CASE("all values are in one total order") {
  REQUIRE(OrderedValues().size() > 150);
  ForEachPair([](const Value& a, const Value& b, int sign) {
    if (Sign(Compare(a, b)) == sign) return;
    CAPTURE(ToString(a), ToString(b), sign);
    CHECK(Sign(Compare(a, b)) == sign);
  });
}

TEST_CASE("equality agrees with the order") {
  ForEachPair([](const Value& a, const Value& b, int sign) {
    REQUIRE(Equal(a, b) == (sign == 0));
    REQUIRE(EqualTo()(a, b) == (sign == 0));
    REQUIRE(Less()(a, b) == (sign < 0));
  });
}

TEST_CASE("values compare the same inside documents and arrays") {
  ForEachPair([](const Value& a, const Value& b, int sign) {
    const auto order = [](const Value& x, const Value& y) {
      return Sign(Compare(x, y));
    };
    // A missing value is no field.
    if (!a.exists() || !b.exists()) return;
    REQUIRE(order(Document{{"f", a}}, Document{{"f", b}}) == sign);
    REQUIRE(order(Value(Array{a}), Value(Array{b})) == sign);
  });
}

TEST_CASE("types of one bracket have one rank") {
  CHECK(TypeRank(Type::kInt32) == TypeRank(Type::kDecimal128));
  CHECK(TypeRank(Type::kString) == TypeRank(Type::kSymbol));
  CHECK(TypeRank(Type::kMissing) == TypeRank(Type::kUndefined));
  CHECK(TypeRank(Type::kMinKey) < TypeRank(Type::kUndefined));
  CHECK(TypeRank(Type::kUndefined) < TypeRank(Type::kNull));
  CHECK(TypeRank(Type::kDate) < TypeRank(Type::kTimestamp));
  CHECK(TypeRank(Type::kCodeWithScope) < TypeRank(Type::kMaxKey));
}

TEST_CASE("the name of an element does not count") {
  const Document document{{"a", 1}, {"b", 1}};
  CHECK(Compare(document["a"], document["b"]) == 0);
}

// A whole number of any size, for an oracle that cannot round.
class BigNumber {
 public:
  explicit BigNumber(absl::uint128 value) {
    for (; value != 0; value >>= 32) {
      digits_.push_back(static_cast<uint32_t>(absl::Uint128Low64(value)));
    }
  }
  BigNumber& MultiplyByPower(uint32_t base, int exponent) {
    for (; exponent > 0; --exponent) Multiply(base);
    return *this;
  }
  friend int Order(const BigNumber& a, const BigNumber& b) {
    if (a.digits_.size() != b.digits_.size()) {
      return SignOf(a.digits_.size(), b.digits_.size());
    }
    for (size_t i = a.digits_.size(); i-- > 0;) {
      if (a.digits_[i] != b.digits_[i]) {
        return SignOf(a.digits_[i], b.digits_[i]);
      }
    }
    return 0;
  }

 private:
  void Multiply(uint32_t factor) {
    uint64_t carry = 0;
    for (uint32_t& digit : digits_) {
      carry += uint64_t{digit} * factor;
      digit = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) digits_.push_back(static_cast<uint32_t>(carry));
  }

  // Base 2^32, the lowest first.
  std::vector<uint32_t> digits_;
};

// Compares c * 10^e with m * 2^k by making both whole.
int ExactOrder(const decimal::Parts& parts, double positive) {
  int k;
  const double fraction = std::frexp(positive, &k);
  const auto m = static_cast<uint64_t>(std::ldexp(fraction, 53));
  k -= 53;
  BigNumber a(parts.coefficient);
  BigNumber b(m);
  a.MultiplyByPower(10, parts.exponent).MultiplyByPower(2, -k);
  b.MultiplyByPower(2, k).MultiplyByPower(10, -parts.exponent);
  return Order(a, b);
}

TEST_CASE("decimals and doubles compare as exact numbers do") {
  std::mt19937_64 random(20240102);
  for (int i = 0; i < 3000; ++i) {
    const uint64_t bits = random() >> 1;
    double number;
    std::memcpy(&number, &bits, sizeof(number));
    if (!std::isfinite(number) || number == 0) continue;
    char text[64];
    std::snprintf(text, sizeof(text), "%.33e", number);
    decimal::Parts parts =
        decimal::Unpack(Decimal128::FromString(text).value());
    for (const int change : {-1, 0, 1}) {
      decimal::Parts near = parts;
      near.coefficient += static_cast<absl::uint128>(change);
      const Decimal128 decimal = decimal::Pack(near);
      CAPTURE(text, change);
      const int order = ExactOrder(near, number);
      REQUIRE(decimal::CompareToDouble(decimal, number) == order);
      REQUIRE(decimal::CompareToDouble(decimal::Negate(decimal), -number) ==
              -order);
    }
  }
}

}  // namespace
}  // namespace meerkat::bson
