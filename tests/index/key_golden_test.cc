// Keys and type bits as they are on disk. These bytes are kept for good: a test
// that fails here has found a change that would make databases unreadable.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/index/key_testing.h"

namespace meerkat::index {
namespace {

struct Golden {
  Value value;
  std::string_view key;
  std::string_view bits = "";
};

void CheckAll(const std::vector<Golden>& goldens) {
  for (const Golden& golden : goldens) {
    INFO(ToString(golden.value));
    const EncodedKey encoded = Encode(golden.value);
    CHECK(Hex(encoded.key) == golden.key);
    CHECK(Hex(encoded.bits) == golden.bits);
    const StatusOr<Value> decoded = Decode(encoded);
    REQUIRE(decoded.ok());
    CHECK(ToString(*decoded) == ToString(golden.value));
  }
}

const ObjectId kObjectId = *ObjectId::FromHex("507f1f77bcf86cd799439011");

TEST_CASE("bytes of integers") {
  using Int64 = std::numeric_limits<int64_t>;
  CheckAll({
      {0, "29"},
      {1, "2B 02"},
      {5, "2B 0A"},
      {int64_t{5}, "2B 0A", "80"},
      {127, "2B FE"},
      {128, "2C 01 00"},
      {1000, "2C 07 D0"},
      {32768, "2D 01 00 00"},
      {8388608, "2E 01 00 00 00"},
      {2147483647, "2E FF FF FF FE"},
      {int64_t{2147483648}, "2F 01 00 00 00 00"},
      {int64_t{1} << 39, "30 01 00 00 00 00 00"},
      {int64_t{1} << 47, "31 01 00 00 00 00 00 00"},
      {int64_t{9007199254740993}, "31 40 00 00 00 00 00 02"},
      {int64_t{1} << 55, "32 01 00 00 00 00 00 00 00"},
      {Int64::max(), "32 FF FF FF FF FF FF FF FE"},
      {-1, "27 FD"},
      {-5, "27 F5"},
      {-1000, "26 F8 2F"},
      {Int64::min() + 1, "20 00 00 00 00 00 00 00 01"},
      {Int64::min(), "1F 78 3F FF FF FF FF FF FF"},
  });
}

TEST_CASE("bytes of doubles") {
  using Double = std::numeric_limits<double>;
  CheckAll({
      {0.0, "29", "A0"},
      {-0.0, "29", "C0"},
      {5.0, "2B 0A", "A0"},
      {5.5, "2B 0B 80 00 00 00 00 00 00"},
      {1024.75, "2C 08 01 C0 00 00 00 00 00"},
      {0.5, "2A 7F C0 00 00 00 00 00 00"},
      {0.1, "2A 7F 73 33 33 33 33 33 34"},
      {Double::denorm_min(), "2A 00 00 00 00 00 00 00 02"},
      {0x1p63, "33 87 C0 00 00 00 00 00 00"},
      {1E300, "33 FC 6F C8 79 10 00 EB 38"},
      {Double::infinity(), "33 FF E0 00 00 00 00 00 00"},
      {Double::quiet_NaN(), "1E"},
      {-0.25, "28 80 5F FF FF FF FF FF FF"},
      {-2.5, "27 FA 7F FF FF FF FF FF FF"},
      {-Double::infinity(), "1F 00 1F FF FF FF FF FF FF"},
  });
}

TEST_CASE("bytes of decimals") {
  CheckAll({
      {Decimal("0"), "29", "E6 08"},
      {Decimal("-0.00"), "29", "F6 07 80"},
      {Decimal("5"), "2B 0A", "E0"},
      {Decimal("5.00"), "2B 0A", "E1"},
      {Decimal("5.5"), "2B 0B 80 00 00 00 00 00 00", "E0"},
      {Decimal("19.99"), "2B 27 FD 70 A3 D7 0A 3D 01 18 21 14 64 00"},
      {Decimal("19.990"), "2B 27 FD 70 A3 D7 0A 3D 01 18 21 14 64 00", "E0 80"},
      {Decimal("-19.99"), "27 D8 02 8F 5C 28 F5 C2 FE E7 DE EB 9B FF"},
      {Decimal("0.1"), "2A 7F 73 33 33 33 33 33 33 18 1F 0B 00"},
      {Decimal("9007199254740993.5"),
       "31 40 00 00 00 00 00 03 01 18 2F 5B 08 14 5D 37 4B 0A 5E 33 00"},
      {Decimal("1E-6176"), "2A 00 00 00 00 00 00 00 01 00 00 0B 00"},
      {Decimal("1E+400"), "33 FF DF FF FF FF FF FF FF 19 B0 0B 00"},
      {Decimal("Infinity"), "33 FF E0 00 00 00 00 00 00", "E0"},
      {Decimal("NaN"), "1E", "E0"},
  });
}

TEST_CASE("bytes of text") {
  CheckAll({
      {"", "3C 00"},
      {"abc", "3C 61 62 63 00"},
      {"\xC3\xA9", "3C C3 A9 00"},
      {std::string("a\0b\x01", 4), "3C 61 01 01 62 01 02 00"},
      {Value::Symbol("abc"), "3C 61 62 63 00", "80"},
      {Value::Code("f()"), "A0 66 28 29 00"},
      {Value::Regex("^a", "i"), "8C 5E 61 00 69 00"},
  });
}

TEST_CASE("bytes of values of one size") {
  CheckAll({
      {Value::MinKey(), "0A"},
      {Value::Undefined(), "0F"},
      {nullptr, "14"},
      {false, "6E"},
      {true, "6F"},
      {kObjectId, "64 50 7F 1F 77 BC F8 6C D7 99 43 90 11"},
      {Date{0}, "78 80 00 00 00 00 00 00 00"},
      {Date{-1}, "78 7F FF FF FF FF FF FF FF"},
      {Date{1704067200000}, "78 80 00 01 8C C2 51 F4 00"},
      {Timestamp{1, 2}, "82 00 00 00 01 00 00 00 02"},
      {Value::MaxKey(), "F0"},
  });
}

TEST_CASE("bytes of binary values and pointers") {
  CheckAll({
      {Value::Binary(0, ""), "5A 00 00 00 00 00"},
      {Value::Binary(0, "abc"), "5A 00 00 00 03 00 61 62 63"},
      {Value::Binary(2, "abc"), "5A 00 00 00 07 02 03 00 00 00 61 62 63"},
      {Value::DbPointer("c", kObjectId),
       "96 00 00 00 01 63 50 7F 1F 77 BC F8 6C D7 99 43 90 11"},
  });
}

TEST_CASE("bytes of documents and arrays") {
  CheckAll({
      {Document{}, "46 00"},
      {Document{{"a", 1}}, "46 1E 61 00 2B 02 00"},
      {Document{{"a", 1.0}, {"b", "x"}, {"c", true}},
       "46 1E 61 00 2B 02 3C 62 00 78 00 6E 63 00 6F 00", "A0"},
      {Document{{"a", Document{{"b", nullptr}}}}, "46 46 61 00 14 62 00 00 00"},
      {Array{}, "50 00"},
      {Array{1, Value::Symbol("x")}, "50 2B 02 3C 78 00 00", "40"},
      {Array{Value(Array{})}, "50 50 00 00"},
      {Value::CodeWithScope("f()", Document{{"x", 1}}),
       "AA 66 28 29 00 1E 78 00 2B 02 00"},
  });
}

TEST_CASE("a descending field is the complement of the ascending one") {
  CHECK(Hex(Encode(5, Direction::kDescending).key) == "D4 F5");
  CHECK(Hex(Encode("abc", Direction::kDescending).key) == "C3 9E 9D 9C FF");
}

TEST_CASE("the fields of a compound key share their type bits") {
  std::string key;
  TypeBits bits;
  AppendKey(key, bits, Value("Oslo").element());
  AppendKey(key, bits, Value(717710L).element(), Direction::kDescending);
  CHECK(Hex(key) == "3C 4F 73 6C 6F 00 D2 EA 18 E3");
  CHECK(Hex(bits.bytes()) == "40");
}

}  // namespace
}  // namespace meerkat::index
