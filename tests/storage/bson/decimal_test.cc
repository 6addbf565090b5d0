#include "storage/bson/decimal.h"

#include <cmath>
#include <limits>

#include "tests/catch.hpp"

namespace meerkat::bson::decimal {
namespace {

Decimal128 Dec(std::string_view text) {
  return Decimal128::FromString(text).value();
}

// More than 34 digits of coefficient, which the standard reads as zero: in the
// plain layout, and in the one kept for larger coefficients.
constexpr Decimal128 kTooManyDigits{~uint64_t{0}, 0x3041FFFFFFFFFFFF};
constexpr Decimal128 kLargeLayout{0, 0x6C10000000000000};

TEST_CASE("decimal text is read and written without loss") {
  for (const char* text :
       {"0", "-0", "1", "1.50", "-1.50", "0.001", "1E+3", "0E-6176", "1E-6176",
        "9.999999999999999999999999999999999E+6144", "NaN", "Infinity",
        "-Infinity", "1234567890123456789012345678901234"}) {
    CHECK(Dec(text).ToString() == text);
  }
}

TEST_CASE("text that is no decimal, or not exactly one, is refused") {
  for (const char* text : {"", "abc", "1.2.3", "1e", "--1", "1E+6145",
                           "1E-6177", "12345678901234567890123456789012345"}) {
    CAPTURE(text);
    CHECK(ErrorCodeOf(Decimal128::FromString(text).status()) ==
          ErrorCode::kFailedToParse);
  }
}

TEST_CASE("a double becomes a decimal of fifteen digits") {
  CHECK(FromDouble(0.1).ToString() == "0.100000000000000");
  CHECK(FromDouble(5).ToString() == "5.00000000000000");
  CHECK(FromDouble(-12345.67).ToString() == "-12345.6700000000");
  CHECK(FromDouble(1e100).ToString() == "1.00000000000000E+100");
  CHECK(FromDouble(0.9999999999999999).ToString() == "1.00000000000000");
  CHECK(FromDouble(999999999999999.9).ToString() == "1.00000000000000E+15");
  CHECK(FromDouble(4.9406564584124654e-324).ToString() ==
        "4.94065645841247E-324");
  CHECK(FromDouble(std::numeric_limits<double>::max()).ToString() ==
        "1.79769313486232E+308");
}

TEST_CASE("what has no digits is converted as it is") {
  CHECK(FromDouble(0.0).ToString() == "0");
  CHECK(FromDouble(-0.0).ToString() == "-0");
  CHECK(FromDouble(INFINITY).ToString() == "Infinity");
  CHECK(FromDouble(-INFINITY).ToString() == "-Infinity");
  CHECK(FromDouble(std::nan("")).ToString() == "NaN");
}

TEST_CASE("conversions are exact or say that they are not") {
  CHECK(ToDoubleExact(Dec("0.5")) == 0.5);
  CHECK(ToDoubleExact(Dec("1E+22")) == 1e22);
  CHECK(ToDoubleExact(Dec("-Infinity")) == -INFINITY);
  CHECK_FALSE(ToDoubleExact(Dec("0.1")).has_value());
  CHECK_FALSE(ToDoubleExact(Dec("1E+23")).has_value());
  CHECK_FALSE(ToDoubleExact(Dec("1E+400")).has_value());
  CHECK_FALSE(ToDoubleExact(Dec("NaN")).has_value());
  CHECK(ToInt64Exact(Dec("-5.0")) == -5);
  CHECK_FALSE(ToInt64Exact(Dec("5.1")).has_value());
  CHECK_FALSE(ToInt64Exact(Dec("NaN")).has_value());
}

TEST_CASE("a decimal is taken apart and put together") {
  const Parts parts = Unpack(Dec("-1.50"));
  CHECK(parts == Parts{true, 150, -2});
  CHECK(Pack(parts) == Dec("-1.50"));
  const Decimal128 largest = Dec("9.999999999999999999999999999999999E+6144");
  CHECK(Unpack(largest).exponent == kMaxExponent);
  CHECK(Pack(Unpack(largest)) == largest);
  CHECK(Unpack(Dec("1E-6176")) == Parts{false, 1, kMinExponent});
}

TEST_CASE("a coefficient of too many digits is zero") {
  CHECK(Unpack(kTooManyDigits).coefficient == 0);
  CHECK(Unpack(kLargeLayout).coefficient == 0);
  CHECK(Compare(kTooManyDigits, Dec("0")) == 0);
  CHECK(Compare(kLargeLayout, Dec("0")) == 0);
  CHECK(ToInt64Exact(kTooManyDigits) == 0);
}

TEST_CASE("equal numbers have one normal form") {
  const Parts normal{false, 15, -1};
  for (const char* text : {"1.5", "1.50", "1.50000000000", "0.15E1"}) {
    CHECK(Normalize(Unpack(Dec(text))) == normal);
  }
  CHECK(Normalize(Unpack(Dec("-0.00"))) == Parts{});
  const Parts power =
      Normalize(Unpack(Dec("1.000000000000000000000000000000000E+6144")));
  CHECK(power == Parts{false, 1, 6144});
}

TEST_CASE("arithmetic rounds half to even at 34 digits") {
  CHECK(Add(Dec("0.1"), Dec("0.2")) == Dec("0.3"));
  CHECK(Add(Dec("1000000000000000000000000000000000"), Dec("0.5")) ==
        Dec("1000000000000000000000000000000000"));
  CHECK(Add(Dec("1000000000000000000000000000000001"), Dec("0.5")) ==
        Dec("1000000000000000000000000000000002"));
  CHECK(Subtract(Dec("1"), Dec("0.90")) == Dec("0.10"));
  CHECK(Multiply(Dec("1.5"), Dec("-2")) == Dec("-3.0"));
  CHECK(Negate(Dec("Infinity")) == Dec("-Infinity"));
}

}  // namespace
}  // namespace meerkat::bson::decimal
