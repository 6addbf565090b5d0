#include "storage/bson/number.h"

#include <cmath>
#include <limits>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"

namespace meerkat::bson {
namespace {

using Int32 = std::numeric_limits<int32_t>;
using Int64 = std::numeric_limits<int64_t>;
using Operation = Value (*)(const Element&, const Element&);

Value Dec(std::string_view text) {
  return Decimal128::FromString(text).value();
}
Value Long(int64_t value) { return value; }

struct Row {
  Operation operation;
  Value a;
  Value b;
  Value result;
};

const Row kTable[] = {
    {Add, 1, 2, 3},
    {Add, Int32::max(), 1, Long(int64_t{Int32::max()} + 1)},
    {Add, Int32::min(), -1, Long(int64_t{Int32::min()} - 1)},
    {Add, 1, Long(2), Long(3)},
    {Add, Long(1), 2, Long(3)},
    {Add, Long(Int64::max()), 1, 9223372036854775808.0},
    {Add, Long(Int64::min()), -1, -9223372036854775808.0},
    {Add, 1, 0.5, 1.5},
    {Add, 0.5, Long(1), 1.5},
    {Add, Long(Int64::max()), 0.0, 9223372036854775808.0},
    {Add, 1, Dec("0.50"), Dec("1.50")},
    {Add, Dec("0.1"), Dec("0.2"), Dec("0.3")},
    {Add, Long(Int64::max()), Dec("1"), Dec("9223372036854775808")},
    {Add, 0.1, Dec("0.2"), Dec("0.300000000000000")},
    {Add, 0.0, Dec("NaN"), Dec("NaN")},
    {Add, 0.0, -0.0, 0.0},
    {Subtract, 1, 2, -1},
    {Subtract, Int32::min(), 1, Long(int64_t{Int32::min()} - 1)},
    {Subtract, Long(Int64::min()), 1, -9223372036854775808.0},
    {Subtract, Long(5), 5, Long(0)},
    {Subtract, 1, 1.5, -0.5},
    {Subtract, Dec("1.00"), 1, Dec("0.00")},
    {Multiply, 6, 7, 42},
    {Multiply, 65536, 65536, Long(int64_t{1} << 32)},
    {Multiply, -1, Int32::min(), Long(int64_t{1} << 31)},
    {Multiply, Long(1), 7, Long(7)},
    {Multiply, Long(int64_t{1} << 62), 2, 9223372036854775808.0},
    {Multiply, Long(Int64::min()), -1, 9223372036854775808.0},
    {Multiply, 3, 0.5, 1.5},
    {Multiply, 3, Dec("1.10"), Dec("3.30")},
    {Multiply, Dec("9E+6144"), 10, Dec("Infinity")},
};

TEST_CASE("arithmetic widens by MongoDB's rules") {
  for (const Row& row : kTable) {
    const Value result = row.operation(row.a.element(), row.b.element());
    CAPTURE(&row - kTable);
    CHECK(result == row.result);
  }
}

TEST_CASE("a double that is not a number spreads") {
  const double nan = std::nan("");
  const Value sum = Add(Value(nan).element(), Value(1).element());
  CHECK(std::isnan(sum.element().AsDouble()));
  const Value product = Multiply(Value(INFINITY).element(), Value(0).element());
  CHECK(std::isnan(product.element().AsDouble()));
}

TEST_CASE("negation widens what has no opposite") {
  const auto negated = [](const Value& v) { return Negate(v.element()); };
  CHECK(negated(5) == Value(-5));
  CHECK(negated(Int32::min()) == Long(int64_t{1} << 31));
  CHECK(negated(Long(3)) == Long(-3));
  CHECK(negated(Long(Int64::min())) == Value(9223372036854775808.0));
  CHECK(negated(0.0) == Value(-0.0));
  CHECK(negated(Dec("1.50")) == Dec("-1.50"));
}

TEST_CASE("an integer is one whatever its type") {
  const auto exact = [](const Value& v) { return ToInt64Exact(v.element()); };
  for (const Value& five :
       {Value(5), Long(5), Value(5.0), Dec("5"), Dec("5.00"), Dec("0.5E1")}) {
    CHECK(exact(five) == 5);
  }
  CHECK(exact(Long(Int64::min())) == Int64::min());
  CHECK(exact(-9223372036854775808.0) == Int64::min());
  CHECK(exact(Dec("9223372036854775807")) == Int64::max());
  CHECK(exact(-0.0) == 0);
}

TEST_CASE("what is no integer, or too large, is none") {
  for (const Value& other :
       {Value(5.5), Value(9223372036854775808.0), Value(1e300),
        Value(-9223372036854777856.0), Value(std::nan("")), Value(INFINITY),
        Value(-INFINITY), Dec("5.5"), Dec("9223372036854775808"), Dec("NaN"),
        Dec("-Infinity"), Dec("1E+6144"), Value("5"), Value(nullptr), Value(),
        Value(true)}) {
    CHECK_FALSE(ToInt64Exact(other.element()).has_value());
  }
}

TEST_CASE("a fraction is cut off towards zero") {
  const auto whole = [](const Value& v) {
    return ToInt64Truncated(v.element());
  };
  for (const Value& five : {Value(5), Long(5), Value(5.9), Dec("5.99")}) {
    CHECK(whole(five) == 5);
  }
  for (const Value& minus : {Value(-5.9), Dec("-5.99"), Value(-5)}) {
    CHECK(whole(minus) == -5);
  }
  CHECK(whole(Dec("9223372036854775807.9")) == Int64::max());
  for (const Value& none :
       {Value(9223372036854775808.0), Value(std::nan("")), Value(INFINITY),
        Dec("9223372036854775808"), Dec("NaN"), Dec("Infinity"), Value("5")}) {
    CHECK_FALSE(whole(none).has_value());
  }
}

TEST_CASE("every number becomes a double and a decimal") {
  CHECK(ToDouble(Value(7).element()) == 7.0);
  CHECK(ToDouble(Long(Int64::max()).element()) == 9223372036854775808.0);
  CHECK(ToDouble(Dec("0.1").element()) == 0.1);
  CHECK(ToDecimal(Value(7).element()).ToString() == "7");
  CHECK(ToDecimal(Long(Int64::min()).element()).ToString() ==
        "-9223372036854775808");
  CHECK(ToDecimal(Value(0.1).element()).ToString() == "0.100000000000000");
}

}  // namespace
}  // namespace meerkat::bson
