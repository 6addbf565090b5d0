// Values of every type in the order of compare.h, for tests of whatever must
// agree with it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::bson {

// Values that are equal.
using EqualValues = std::vector<Value>;

inline Value Dec(std::string_view text) {
  return Decimal128::FromString(text).value();
}
inline Value Long(int64_t value) { return value; }

inline std::vector<EqualValues> OrderedNumbers() {
  using Double = std::numeric_limits<double>;
  constexpr int64_t kTwoTo53 = int64_t{1} << 53;
  constexpr int64_t kInt64Min = std::numeric_limits<int64_t>::min();
  constexpr int64_t kInt64Max = std::numeric_limits<int64_t>::max();
  constexpr int32_t kInt32Min = std::numeric_limits<int32_t>::min();
  constexpr int32_t kInt32Max = std::numeric_limits<int32_t>::max();
  const double nan = Double::quiet_NaN();
  const double infinity = Double::infinity();
  const double largest = Double::max();
  const double smallest = Double::denorm_min();
  const double two_to_63 = std::ldexp(1.0, 63);
  const Decimal128 signalling_nan{1, uint64_t{0x7E} << 56};
  const Decimal128 negative_nan{0, uint64_t{0xFC} << 56};
  const Decimal128 too_many_digits{~uint64_t{0}, 0x3041FFFFFFFFFFFF};

  return {
      {nan, std::copysign(nan, -1.0), Dec("NaN"), signalling_nan, negative_nan},
      {-infinity, Dec("-Infinity")},
      {Dec("-9.999999999999999999999999999999999E+6144")},
      {Dec("-1E+309")},
      // The largest double has 309 digits; these are its neighbours of 34.
      {Dec("-1.797693134862315708145274237317044E+308")},
      {-largest},
      {Dec("-1.797693134862315708145274237317043E+308")},
      {-1e23},
      {-1e22, Dec("-1E+22"), Dec("-10000000000000000000000")},
      {-two_to_63 - 2048},
      {Dec("-9223372036854775808.5")},
      {Long(kInt64Min), -two_to_63, Dec("-9223372036854775808")},
      {Dec("-9223372036854775807.5")},
      {Long(kInt64Min + 1), Dec("-9223372036854775807")},
      {Long(-kTwoTo53 - 1), Dec("-9007199254740993")},
      {Long(-kTwoTo53), -9007199254740992.0},
      {Long(int64_t{kInt32Min} - 1), -2147483649.0},
      {kInt32Min, Long(kInt32Min), -2147483648.0},
      {-1.5, Dec("-1.5"), Dec("-1.50")},
      {-1, Long(-1), -1.0, Dec("-1"), Dec("-1.000")},
      {-0.1},
      {Dec("-0.1")},
      {-Double::min()},
      {Dec("-4.940656458412465441765687928682214E-324")},
      {-smallest},
      {Dec("-4.940656458412465441765687928682213E-324")},
      {Dec("-1E-6176")},
      {0, Long(0), 0.0, -0.0, Dec("0"), Dec("-0"), Dec("0E-6176"),
       Dec("0E+6111"), too_many_digits},
      {Dec("1E-6176")},
      {Dec("2E-6176")},
      {Dec("1E-400")},
      {Dec("4.940656458412465441765687928682213E-324")},
      {smallest},
      {Dec("4.940656458412465441765687928682214E-324")},
      {2 * smallest},
      {Double::min()},
      {Dec("0.1"), Dec("0.100000000000000")},
      // Double 0.1 is 0.1000000000000000055511151231257827021181583404541...
      {Dec("0.1000000000000000055511151231257827")},
      {0.1},
      {Dec("0.1000000000000000055511151231257828")},
      {0.5, Dec("0.5"), Dec("0.50"), Dec("5E-1")},
      {1, Long(1), 1.0, Dec("1"), Dec("1.000"), Dec("10E-1")},
      {Dec("1.000000000000000000000000000000001")},
      {std::nextafter(1.0, 2.0)},
      {1.5, Dec("1.5")},
      {2, Long(2), 2.0, Dec("2")},
      {10, Long(10), 10.0, Dec("10"), Dec("1E+1")},
      {kInt32Max, Long(kInt32Max), 2147483647.0, Dec("2147483647")},
      {Long(int64_t{kInt32Max} + 1), 2147483648.0},
      {Long(kTwoTo53 - 1), 9007199254740991.0},
      {Long(kTwoTo53), 9007199254740992.0, Dec("9007199254740992")},
      {Dec("9007199254740992.5")},
      {Long(kTwoTo53 + 1), Dec("9007199254740993")},
      {Long(kTwoTo53 + 2), 9007199254740994.0},
      {Long(kInt64Max - 1023), two_to_63 - 1024, Dec("9223372036854774784")},
      {Long(kInt64Max - 1)},
      {Long(kInt64Max), Dec("9223372036854775807")},
      {Dec("9223372036854775807.5")},
      {two_to_63, Dec("9223372036854775808")},
      {Dec("9223372036854775809")},
      {two_to_63 + 2048},
      {1e22, Dec("1E+22")},
      // Double 1e23 is 99999999999999991611392.
      {1e23, Dec("99999999999999991611392")},
      {Dec("1E+23")},
      {Dec("1.797693134862315708145274237317043E+308")},
      {largest},
      {Dec("1.797693134862315708145274237317044E+308")},
      {Dec("1E+309")},
      {Dec("9.99E+6144")},
      {Dec("9.999999999999999999999999999999999E+6144")},
      {infinity, Dec("Infinity")},
  };
}

inline std::vector<EqualValues> OrderedTexts() {
  const auto text = [](std::string_view bytes) {
    return EqualValues{bytes, Value::Symbol(bytes)};
  };
  return {
      text(""),
      text({"\0", 1}),
      text({"\0a", 2}),
      text("A"),
      text("a"),
      text({"a\0", 2}),
      text("a\x01"),
      text("aa"),
      text("ab"),
      text("b"),
      text("\xC3\xA9"),
      // U+FFFD is below U+1F600, though not in UTF-16.
      text("\xEF\xBF\xBD"),
      text("\xF0\x9F\x98\x80"),
  };
}

inline std::vector<EqualValues> OrderedDocuments() {
  return {
      {Document{}},
      {Document{{"z", Value::MinKey()}}},
      {Document{{"a", nullptr}}},
      {Document{{"a", 1}}, Document{{"a", 1.0}}, Document{{"a", Dec("1.0")}}},
      {Document{{"a", 1}, {"b", 1}}},
      {Document{{"a", 2}}},
      {Document{{"b", 1}}},
      {Document{{"A", "x"}}, Document{{"A", Value::Symbol("x")}}},
      {Document{{"a", "x"}}},
      {Document{{"a", Document{}}}},
      {Document{{"a", Document{{"b", 1}}}},
       Document{{"a", Document{{"b", 1.0}}}}},
      {Document{{"a", Array{}}}},
  };
}

inline std::vector<EqualValues> OrderedArrays() {
  const Value misnamed = Value::ArrayOf(Document{{"x", 1}, {"x", 2}});
  return {
      {Array{}},
      {Array{Value::MinKey()}},
      {Array{nullptr}},
      {Array{1}, Array{1.0}},
      {Array{1, 1}},
      {Array{1, 2}, misnamed},
      {Array{1, "a"}},
      {Array{2}},
      {Array{"a"}},
      {Array{Document{}}},
      {Value(Array{Value(Array{})})},
      {Value(Array{Value(Array{1})})},
  };
}

inline std::vector<EqualValues> OrderedBinaries() {
  using namespace std::string_view_literals;
  return {
      {Value::Binary(0, "")},
      {Value::Binary(5, "")},
      {Value::Binary(0, "\0"sv)},
      {Value::Binary(0, "\xFF")},
      {Value::Binary(1, "\0"sv)},
      {Value::Binary(0x80, "\0"sv)},
      {Value::Binary(0, "abcd")},
      // Its inner length counts: four bytes are stored.
      {Value::Binary(2, "")},
      {Value::Binary(3, "abcd")},
      {Value::Binary(0, "abcde")},
      {Value::Binary(2, "a")},
  };
}

inline std::vector<EqualValues> OrderedOthers() {
  const auto id = [](std::string_view hex) {
    return ObjectId::FromHex(hex).value();
  };
  const ObjectId low = id("000000000000000000000001");
  const ObjectId high = id("ffffffffffffffffffffffff");
  return {
      {ObjectId{}},
      {low},
      {id("7fffffffffffffffffffffff")},
      {id("800000000000000000000000")},
      {high},
      {false},
      {true},
      {Date{std::numeric_limits<int64_t>::min()}},
      {Date{-1}},
      {Date{0}},
      {Date{1}},
      {Date{std::numeric_limits<int64_t>::max()}},
      {Timestamp{0, 0}},
      {Timestamp{0, 1}},
      {Timestamp{0, 0xFFFFFFFF}},
      {Timestamp{1, 0}},
      {Timestamp{0xFFFFFFFF, 0xFFFFFFFF}},
      {Value::Regex("", "")},
      {Value::Regex("a", "")},
      {Value::Regex("a", "i")},
      {Value::Regex("a", "im")},
      {Value::Regex("aa", "")},
      {Value::Regex("b", "")},
      {Value::DbPointer("a", low)},
      {Value::DbPointer("a", high)},
      {Value::DbPointer("b", low)},
      {Value::DbPointer("aa", low)},
      {Value::Code("")},
      {Value::Code("a")},
      {Value::Code("b")},
      {Value::CodeWithScope("a", Document{})},
      {Value::CodeWithScope("a", Document{{"x", 1}}),
       Value::CodeWithScope("a", Document{{"x", 1.0}})},
      {Value::CodeWithScope("b", Document{})},
      {Value::MaxKey()},
  };
}

// Each entry is greater than the one before.
inline std::vector<EqualValues> OrderedValues() {
  std::vector<EqualValues> all = {
      {Value::MinKey()}, {Value(), Value::Undefined()}, {nullptr}};
  for (const auto& part :
       {OrderedNumbers(), OrderedTexts(), OrderedDocuments(), OrderedArrays(),
        OrderedBinaries(), OrderedOthers()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace meerkat::bson
