#include "query/match/bit_mask.h"

#include <meerkat/json.h>
#include <meerkat/value.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

using namespace std::string_view_literals;
using Positions = std::vector<uint32_t>;

constexpr double kTwoTo63 = 9223372036854775808.0;

Value Bytes(std::string_view bytes) { return Value::Binary(0, bytes); }

BitMask Mask(const Value& operand) {
  const StatusOr<BitMask> mask = BitMask::Parse(operand.element(), "a");
  INFO(mask.status());
  REQUIRE(mask.ok());
  return *mask;
}

Value Decimal(std::string_view text) {
  return Value(Decimal128::FromString(text).value());
}

// Which of the four tests a value passes: S and C for all set and clear, s and
// c for any.
std::string Tests(const BitMask& mask, const Value& value) {
  std::string passed;
  if (mask.AllSet(value.element())) passed += 'S';
  if (mask.AllClear(value.element())) passed += 'C';
  if (mask.AnySet(value.element())) passed += 's';
  if (mask.AnyClear(value.element())) passed += 'c';
  return passed;
}

Status ParseError(const Value& operand) {
  const StatusOr<BitMask> mask = BitMask::Parse(operand.element(), "a.b");
  REQUIRE_FALSE(mask.ok());
  return mask.status();
}

TEST_CASE("a mask is a number, bytes or positions") {
  CHECK(Mask(20).positions() == Positions{2, 4});
  CHECK(Mask(int64_t{20}).positions() == Positions{2, 4});
  CHECK(Mask(20.0).positions() == Positions{2, 4});
  CHECK(Mask(Decimal("2.0E+1")).positions() == Positions{2, 4});
  CHECK(Mask(Array{4, 2.0, int64_t{2}, Decimal("4.0")}).positions() ==
        Positions{2, 4});
  CHECK(Mask(Bytes("\x14")).positions() == Positions{2, 4});
  CHECK(Mask(Bytes("\0\x01"sv)).positions() == Positions{8});
  CHECK(Mask(Bytes("\0\0\0\0\0\0\0\0\0\x80"sv)).positions() == Positions{79});
  CHECK(Mask(std::numeric_limits<int64_t>::max()).positions().size() == 63);
  CHECK(Mask(Array{130, 63, 64, 0}).positions() == Positions{0, 63, 64, 130});
}

TEST_CASE("a mask without bits has all of them and none") {
  for (const BitMask& mask : {BitMask(), Mask(0), Mask(-0.0), Mask(Array{}),
                              Mask(Bytes("")), Mask(Bytes("\0\0"sv))}) {
    CHECK(mask.positions().empty());
    CHECK(Tests(mask, 5) == "SC");
    CHECK(Tests(mask, "text") == "");
  }
}

TEST_CASE("the bits of numbers are tested") {
  CHECK(Tests(Mask(6), 7) == "Ss");
  CHECK(Tests(Mask(6), 2) == "sc");
  CHECK(Tests(Mask(6), 9) == "Cc");
  CHECK(Tests(Mask(6), int64_t{7}) == "Ss");
  CHECK(Tests(Mask(6), 7.0) == "Ss");
  CHECK(Tests(Mask(6), Decimal("7.00")) == "Ss");
  CHECK(Tests(Mask(int64_t{1} << 40), int64_t{1} << 40) == "Ss");
  CHECK(Tests(Mask(Array{62}), 4611686018427387904.0) == "Ss");
}

TEST_CASE("the sign of a number goes on for ever") {
  for (const Value& minus :
       {Value(-1), Value(int64_t{-1}), Value(-1.0), Value(Decimal("-1"))}) {
    CHECK(Tests(Mask(Array{0, 31, 63, 64, 200, 2147483647}), minus) == "Ss");
  }
  CHECK(Tests(Mask(Array{63, 64, 200}), 5) == "Cc");
  CHECK(Tests(Mask(Array{0, 200}), -2) == "sc");
  CHECK(Tests(Mask(Array{0, 62}), -kTwoTo63) == "Cc");
  CHECK(Tests(Mask(Array{63, 64}), -kTwoTo63) == "Ss");
}

TEST_CASE("numbers that are no int64 have no bits") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Value& value :
       {Value(1.5), Value(kTwoTo63), Value(-kTwoTo63 * 2), Value(infinity),
        Value(std::numeric_limits<double>::quiet_NaN()), Decimal("0.1"),
        Decimal("9223372036854775808"), Decimal("NaN"), Decimal("1E+100")}) {
    INFO(ToString(value));
    CHECK(Tests(Mask(1), value) == "");
    CHECK(Tests(Mask(Array{}), value) == "");
  }
}

TEST_CASE("binary data ends with zeros") {
  CHECK(Tests(Mask(6), Bytes("\x07")) == "Ss");
  CHECK(Tests(Mask(Array{8}), Bytes("\0\x01"sv)) == "Ss");
  CHECK(Tests(Mask(Array{8}), Bytes("\xFF")) == "Cc");
  CHECK(Tests(Mask(Array{7, 8}), Bytes("\xFF")) == "sc");
  CHECK(Tests(Mask(Array{0, 2147483647}), Bytes("\xFF")) == "sc");
  CHECK(Tests(Mask(Array{0}), Bytes("")) == "Cc");
  CHECK(Tests(Mask(Array{71}), Bytes("\0\0\0\0\0\0\0\0\x80"sv)) == "Ss");
  CHECK(Tests(Mask(Bytes("\x01\xF0")), Bytes("\x01\xF0\x01")) == "Ss");
  for (const int subtype : {1, 3, 4, 5, 128}) {
    CHECK(Tests(Mask(1), Value::Binary(subtype, "\x06")) == "Cc");
  }
}

TEST_CASE("binary data of subtype 2 begins with its length") {
  // Stored as 03 00 00 00, 06 00 80.
  const Value old = Value::Binary(2, "\x06\0\x80"sv);
  CHECK(Tests(Mask(Array{0, 1, 33, 34, 55}), old) == "Ss");
  CHECK(Tests(Mask(Array{2, 31, 32, 35, 54, 56}), old) == "Cc");
  CHECK(Mask(old).positions() == Positions{0, 1, 33, 34, 55});
  CHECK(Mask(Value::Binary(2, "")).positions().empty());
}

TEST_CASE("a mask is bytes that end with its last bit") {
  CHECK(Mask(0).bytes().empty());
  CHECK(Mask(0).count() == 0);
  CHECK(Mask(Array{9, 1}).bytes() == "\x02\x02");
  CHECK(Mask(Array{64}).bytes() == "\0\0\0\0\0\0\0\0\x01"sv);
  CHECK(Mask(Array{64}).byte_count() == 9);
  CHECK(Mask(Array{1, 9, 64}).count() == 3);
  CHECK(Mask(Bytes("\x05\xFF\0\0"sv)).bytes() == "\x05\xFF");
}

TEST_CASE("other values have no bits") {
  for (const Value& value :
       {Value("a"), Value(true), Value(Array{1}), Value(Document{{"a", 1}}),
        Value(Date{1}), Value(Timestamp{1, 1}), Value(nullptr), Value()}) {
    CHECK(Tests(Mask(1), value) == "");
    CHECK(Tests(Mask(Array{}), value) == "");
  }
}

TEST_CASE("a number that is no mask is refused as unparsable") {
  for (const Value& operand :
       {Value(-1), Value(int64_t{-1}), Value(1.5), Value(kTwoTo63),
        Value(std::numeric_limits<double>::quiet_NaN()), Decimal("0.5"),
        Decimal("-1"), Decimal("9223372036854775808")}) {
    INFO(ToString(operand));
    CHECK(ErrorName(ErrorCodeOf(ParseError(operand))) == "FailedToParse");
  }
  CHECK(ErrorMessageOf(ParseError(1.5)) ==
        "a bit mask for 'a.b' must be an integer from 0 to "
        "9223372036854775807, not 1.5");
}

TEST_CASE("a bad position is a bad value") {
  for (const Value& position :
       {Value(-1), Value(1.5), Value(int64_t{2147483648}), Value("1"),
        Value(true), Value(Array{1}), Value(nullptr)}) {
    INFO(ToString(position));
    const Value operand = Array{0, position};
    CHECK(ErrorName(ErrorCodeOf(ParseError(operand))) == "BadValue");
  }
  CHECK(ErrorMessageOf(ParseError(Array{"x"})) ==
        "a bit position for 'a.b' must be an integer from 0 to 2147483647, "
        "not \"x\"");
}

TEST_CASE("what is no mask at all is a bad value") {
  for (const Value& operand : {Value("1"), Value(true), Value(Document{}),
                               Value(Date{1}), Value(nullptr)}) {
    INFO(ToString(operand));
    CHECK(ErrorName(ErrorCodeOf(ParseError(operand))) == "BadValue");
  }
  CHECK(ErrorMessageOf(ParseError("1")) ==
        "the bits for 'a.b' must be a number, binary data or an array of "
        "positions, not \"1\"");
}

}  // namespace
}  // namespace meerkat::query
