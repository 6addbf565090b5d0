// The numbers where encodings go wrong, in ascending order by hand.
#include <cmath>
#include <limits>
#include <vector>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/index/key_testing.h"
#include "tests/support/exact_number.h"

namespace meerkat::index {
namespace {

using Double = std::numeric_limits<double>;
using Int32 = std::numeric_limits<int32_t>;
using Int64 = std::numeric_limits<int64_t>;

// Equal numbers in different types and forms.
using Equals = std::vector<Value>;

// Positive numbers, ascending.
std::vector<Equals> PositiveNumbers() {
  return {
      {Decimal("1E-6176")},
      {Decimal("2E-6176")},
      {Decimal("9.999999999999999999999999999999999E-6143"),
       Decimal("0.9999999999999999999999999999999999E-6142")},
      {Decimal("1E-6142"), Decimal("1.00000E-6142")},
      {Decimal("1E-400")},
      // The smallest subnormal is 4.9406564584124654417656879286822137...E-324.
      {Decimal("4.940656458412465441765687928682213E-324")},
      {Double::denorm_min()},
      {Decimal("4.940656458412465441765687928682214E-324")},
      {Decimal("5E-324")},
      {2 * Double::denorm_min()},
      {Decimal("2.225073858507200889024586876085859E-308")},
      {std::nextafter(Double::min(), 0)},
      {Decimal("2.225073858507200889024586876085860E-308")},
      {Double::min()},
      {Decimal("2.225073858507201383090232717332405E-308")},
      {Decimal("1E-300")},
      {1E-300},
      // A double 0.1 is 0.1000000000000000055511151231257827...
      {Decimal("0.09999999999999999999999999999999999")},
      {Decimal("0.1"), Decimal("0.10"), Decimal("0.1000000000000000")},
      {Decimal("0.1000000000000000055511151231257827")},
      {0.1},
      {Decimal("0.1000000000000000055511151231257828")},
      {std::nextafter(0.1, 1)},
      {0.25, Decimal("0.25"), Decimal("0.2500")},
      {0.5, Decimal("0.5")},
      {std::nextafter(1.0, 0)},
      {Decimal("0.9999999999999999999999999999999999")},
      {1, int64_t{1}, 1.0, Decimal("1"), Decimal("1.00"),
       Decimal("1.000000000000000000000000000000000")},
      {Decimal("1.000000000000000000000000000000001")},
      {std::nextafter(1.0, 2)},
      {1.5, Decimal("1.5"), Decimal("1.50")},
      // A double 19.99 is 19.9899999999999984368059813...
      {Decimal("19.98")},
      {19.99},
      {Decimal("19.98999999999999999999999999999999")},
      {Decimal("19.99"), Decimal("19.990")},
      {127, 127.0, Decimal("127")},
      {127.5, Decimal("127.5")},
      {128, int64_t{128}},
      {32767},
      {Decimal("32767.999")},
      {32768, Decimal("3.2768E+4")},
      {8388607},
      {8388608},
      {Int32::max() - 1},
      {Int32::max(), int64_t{Int32::max()}, 2147483647.0,
       Decimal("2147483647")},
      {Decimal("2147483647.000000000000000000000001")},
      {2147483647.5},
      {int64_t{1} << 31, 2147483648.0, Decimal("2147483648")},
      {(int64_t{1} << 31) + 1},
      {(int64_t{1} << 39) - 1},
      {int64_t{1} << 39},
      {(int64_t{1} << 47) - 1},
      {int64_t{1} << 47},
      {(int64_t{1} << 53) - 1, 9007199254740991.0},
      {Decimal("9007199254740991.999999999999999999")},
      {int64_t{1} << 53, 9007199254740992.0, Decimal("9007199254740992")},
      {Decimal("9007199254740992.5")},
      {(int64_t{1} << 53) + 1, Decimal("9007199254740993")},
      {Decimal("9007199254740993.000000000000000001")},
      {(int64_t{1} << 53) + 2, 9007199254740994.0},
      {(int64_t{1} << 55) - 1},
      {Decimal("36028797018963967.75")},
      {int64_t{1} << 55, 36028797018963968.0},
      {Decimal("36028797018963968.25")},
      {(int64_t{1} << 55) + 1},
      {int64_t{1'000'000'000'000'000'000}, 1E18, Decimal("1E+18")},
      {9223372036854774784.0, int64_t{9223372036854774784}},
      {Int64::max() - 1},
      {Int64::max(), Decimal("9223372036854775807")},
      {Decimal("9223372036854775807.999999999999999")},
      {0x1p63, Decimal("9223372036854775808")},
      {Decimal("9223372036854775808.000000000000001")},
      {Decimal("9223372036854775809")},
      {std::nextafter(0x1p63, HUGE_VAL), Decimal("9223372036854777856")},
      {1E19, Decimal("1E+19"), Decimal("10000000000000000000")},
      {0x1p64, Decimal("18446744073709551616")},
      {1E22, Decimal("1E+22")},
      // The double 1E23 is 99999999999999991611392.
      {1E23, Decimal("99999999999999991611392")},
      {Decimal("1E+23")},
      // 2^112 has 34 digits, which a double holds and a decimal as well.
      {0x1p112, Decimal("5192296858534827628530496329220096")},
      {Decimal("5192296858534827628530496329220097")},
      // The largest double is 1.79769313486231570814527423731704356...E+308.
      {Decimal("1.797693134862315708145274237317043E+308")},
      {Double::max()},
      {Decimal("1.797693134862315708145274237317044E+308")},
      {Decimal("1E+309")},
      {Decimal("9.99E+6144")},
      {Decimal("9.999999999999999999999999999999999E+6144")},
      {Double::infinity(), Decimal("Infinity")},
  };
}

Value Negated(const Value& value) {
  switch (value.type()) {
    case Type::kInt32:
      return -value.element().AsInt32();
    case Type::kInt64:
      return -value.element().AsInt64();
    case Type::kDouble:
      return -value.element().AsDouble();
    default: {
      const Decimal128 decimal = value.element().AsDecimal128();
      return Decimal128{decimal.low, decimal.high ^ uint64_t{1} << 63};
    }
  }
}

// NaN, the positive numbers mirrored, zero, and the positive numbers.
std::vector<Equals> AllNumbers() {
  const std::vector<Equals> positive = PositiveNumbers();
  std::vector<Equals> all = {{Double::quiet_NaN(), Decimal("NaN")}};
  for (auto group = positive.rbegin(); group != positive.rend(); ++group) {
    Equals& negated = all.emplace_back();
    for (const Value& value : *group) {
      negated.push_back(Negated(value));
      const bool is_two_to_63 =
          bson::Equal(value, Value(0x1p63)) && value.type() == Type::kDouble;
      if (is_two_to_63) negated.push_back(Int64::min());
    }
  }
  all.push_back({0, int64_t{0}, 0.0, -0.0, Decimal("0"), Decimal("-0"),
                 Decimal("0.00"), Decimal("0E-6176"), Decimal("-0E+6111")});
  all.insert(all.end(), positive.begin(), positive.end());
  return all;
}

int Sign(int order) { return (order > 0) - (order < 0); }

TEST_CASE("keys of numbers have the order and the equality of the numbers") {
  const std::vector<Equals> numbers = AllNumbers();
  const auto direction =
      GENERATE(Direction::kAscending, Direction::kDescending);
  for (size_t i = 0; i < numbers.size(); ++i) {
    for (size_t j = 0; j < numbers.size(); ++j) {
      for (const Value& a : numbers[i]) {
        for (const Value& b : numbers[j]) {
          const int order = i < j ? -1 : i > j ? 1 : 0;
          const int keys =
              Encode(a, direction).key.compare(Encode(b, direction).key);
          INFO(ToString(a) << " and " << ToString(b));
          CHECK(bson::Compare(a, b) == order);
          CHECK(testing::CompareExactly(a.element(), b.element()) == order);
          CHECK(Sign(keys) ==
                (direction == Direction::kAscending ? order : -order));
        }
      }
    }
  }
}

TEST_CASE("numbers come back from their keys in type and form") {
  const auto direction =
      GENERATE(Direction::kAscending, Direction::kDescending);
  for (const Equals& group : AllNumbers()) {
    for (const Value& value : group) {
      INFO(ToString(value));
      const StatusOr<Value> decoded =
          Decode(Encode(value, direction), direction);
      REQUIRE(decoded.ok());
      CHECK(*decoded == value);
    }
  }
}

TEST_CASE("without type bits a number has the first type to hold it") {
  const auto decode = [](const Value& value) {
    return *Decode({Encode(value).key, ""});
  };
  CHECK(decode(Decimal("5.00")) == Value(5));
  CHECK(decode(int64_t{5}) == Value(5));
  CHECK(decode(-0.0) == Value(0));
  CHECK(decode(2147483648.0) == Value(int64_t{2147483648}));
  CHECK(decode(Decimal("0.50")) == Value(0.5));
  CHECK(decode(Decimal("1E+19")) == Value(1E19));
  CHECK(decode(Decimal("0.10")) == Decimal("0.1"));
  CHECK(decode(Decimal("-Infinity")) == Value(-Double::infinity()));
}

TEST_CASE("the commonest types of numbers need no type bits") {
  for (const Value& value :
       {Value(0), Value(-7), Value(Int32::max()), Value(int64_t{1} << 40),
        Value(Int64::min()), Value(0.1), Value(-2.5), Value(1E300),
        Value(Double::infinity()), Value(Double::quiet_NaN()),
        Decimal("19.99")}) {
    INFO(ToString(value));
    CHECK(Encode(value).bits.empty());
  }
}

TEST_CASE("NaN of any sign and payload has one key and comes back as NaN") {
  const double negative_nan = std::copysign(Double::quiet_NaN(), -1);
  CHECK(Encode(negative_nan).key == Encode(Double::quiet_NaN()).key);
  CHECK(std::isnan(Decode(Encode(negative_nan))->element().AsDouble()));
  const Decimal128 with_payload{42, uint64_t{0xFC} << 56};
  CHECK(Encode(with_payload).key == Encode(Double::quiet_NaN()).key);
  CHECK(*Decode(Encode(with_payload)) == Decimal("NaN"));
}

TEST_CASE("a decimal with more than 34 digits is zero, as IEEE 754 reads it") {
  // The large form: its coefficient begins at 2^113.
  const Decimal128 large_form{7, uint64_t{0b011} << 61};
  CHECK(Encode(large_form).key == Encode(0).key);
  CHECK(*Decode(Encode(large_form)) == Decimal("0E-6176"));
  const Decimal128 too_many_digits{~uint64_t{0}, (uint64_t{1} << 49) - 1};
  CHECK(Encode(too_many_digits).key == Encode(0).key);
}

}  // namespace
}  // namespace meerkat::index
