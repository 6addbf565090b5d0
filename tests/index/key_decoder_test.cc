#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/index/key_testing.h"
#include "tests/support/random_values.h"

namespace meerkat::index {
namespace {

const auto kBothDirections = {Direction::kAscending, Direction::kDescending};

// One of each kind of bytes that a key can have.
std::vector<Value> Samples() {
  const ObjectId id = *ObjectId::FromHex("507f1f77bcf86cd799439011");
  return {Value::MinKey(),
          Value::Undefined(),
          nullptr,
          0,
          -5,
          2147483647,
          1L << 62,
          0.1,
          -5.5,
          1E300,
          Decimal("19.99"),
          Decimal("-9007199254740993.5"),
          Decimal("1E-6176"),
          "",
          "text",
          std::string("a\0b\x01", 4),
          Document{{"a", 1}, {"b", Document{{"c", true}}}},
          Array{1, "x", Array{}},
          Value::Binary(0, "abc"),
          Value::Binary(2, "abc"),
          id,
          false,
          true,
          Date{-1},
          Timestamp{1, 2},
          Value::Regex("^a", "i"),
          Value::DbPointer("c", id),
          Value::Code("f()"),
          Value::CodeWithScope("f()", Document{{"x", 1}}),
          Value::MaxKey()};
}

Status DecodeHex(std::string_view key, std::string_view bits = "") {
  return Decode({FromHex(key), FromHex(bits)}).status();
}

TEST_CASE("values come back from their keys in either direction") {
  for (const Direction direction : kBothDirections) {
    for (const Value& value : Samples()) {
      INFO(ToString(value));
      const StatusOr<Value> decoded =
          Decode(Encode(value, direction), direction);
      REQUIRE(decoded.ok());
      CHECK(*decoded == value);
    }
  }
}

TEST_CASE("a compound key gives back its values one by one") {
  std::string key;
  TypeBits bits;
  const Value city("Oslo");
  const Value size(int64_t{5});
  const Value tags = Array{Value::Symbol("x"), 1.0};
  AppendKey(key, bits, city.element());
  AppendKey(key, bits, size.element(), Direction::kDescending);
  AppendKey(key, bits, tags.element());

  TypeBitsReader reader(bits.bytes());
  std::string_view rest = key;
  CHECK(*DecodeNext(rest, reader) == city);
  CHECK(*DecodeNext(rest, reader, Direction::kDescending) == size);
  CHECK(*DecodeNext(rest, reader) == tags);
  CHECK(rest.empty());
}

TEST_CASE("the size of a field is found without building it") {
  for (const Direction direction : kBothDirections) {
    for (const Value& value : Samples()) {
      INFO(ToString(value));
      const std::string key = Encode(value, direction).key;
      for (const char* behind : {"", "behind", "\xFF", "\x01"}) {
        const StatusOr<size_t> size = SkipNext(key + behind, direction);
        REQUIRE(size.ok());
        CHECK(*size == key.size());
      }
    }
  }
}

TEST_CASE("a key cut short anywhere is an error") {
  for (const Direction direction : kBothDirections) {
    for (const Value& value : Samples()) {
      EncodedKey encoded = Encode(value, direction);
      while (!encoded.key.empty()) {
        encoded.key.pop_back();
        INFO(ToString(value) << " cut to " << Hex(encoded.key));
        CHECK(IsCorrupt(Decode(encoded, direction).status()));
        CHECK(IsCorrupt(SkipNext(encoded.key, direction).status()));
      }
    }
  }
}

TEST_CASE("an error leaves the key where it was") {
  const std::string key = FromHex("3C 61");
  std::string_view rest = key;
  TypeBitsReader bits;
  CHECK_FALSE(DecodeNext(rest, bits).ok());
  CHECK(rest.size() == key.size());
}

TEST_CASE("bytes that begin no value are an error") {
  for (const char* key : {"00", "01", "09", "0B", "34", "3B", "3D", "70", "AB",
                          "EF", "F1", "FE", "FF"}) {
    INFO(key);
    CHECK(IsCorrupt(DecodeHex(key)));
    CHECK(IsCorrupt(SkipNext(FromHex(key)).status()));
  }
}

TEST_CASE("numbers in bytes that the encoder does not write are an error") {
  const char* const keys[] = {
      "2B 00",                                   // zero as a positive integer
      "2C 00 0A",                                // 5 in two bytes
      "2B 0B 00 00 00 00 00 00 00",              // 5 with a fraction of zero
      "2F 40 00 00 00 01 00 00 02",              // bits a double does not have
      "2A 00 00 00 00 00 00 00 00",              // zero as a small number
      "2A 7F E0 00 00 00 00 00 00",              // 1 as a small number
      "33 7F E0 00 00 00 00 00 00",              // 1 as a huge number
      "33 FF F0 00 00 00 00 00 00",              // NaN as a huge number
      "28 FF FF FF FF FF FF FF FF",              // zero as a negative one
      "2A 7F 73 33 33 33 33 33 33 18 1F 15 00",  // 0.2 behind 0.1
      "2A 7F 73 33 33 33 33 33 33 18 1F 00",     // no digits
      "2A 7F 73 33 33 33 33 33 33 18 1F 01 00",  // a zero
      "2A 7F 73 33 33 33 33 33 33 18 1F 0B 01 00",  // a zero at the end
      "2A 7F 73 33 33 33 33 33 33 18 1E 02 01 00",  // a zero in front
      "2A 7F 73 33 33 33 33 33 33 18 1F 65 00",     // no pair of digits
      "33 FF DF FF FF FF FF FF FF FF FF 0B 00",     // beyond decimals
      "33 FF E0 00 00 00 00 00 01 19 B0 0B 00",     // beyond infinity
  };
  for (const char* key : keys) {
    INFO(key);
    CHECK(IsCorrupt(DecodeHex(key)));
  }
}

TEST_CASE("type bits that do not fit the number are an error") {
  struct Case {
    const char* key;
    const char* bits;
  };
  const Case cases[] = {
      {"2B 0A", "C0"},                       // 5 as -0.0
      {"2F 01 00 00 00 00", "80"},           // 2^31 expressly as int64
      {"31 40 00 00 00 00 00 02", "A0"},     // 2^53 + 1 as a double
      {"2A 7F 73 33 33 33 33 33 34", "80"},  // double 0.1 as int64
      {"2A 7F 73 33 33 33 33 33 34", "A0"},  // ... expressly as double
      {"2A 7F 73 33 33 33 33 33 34", "E0"},  // ... as a decimal: 55 digits
      {"2B 0A", "F1"},                       // 5 with 34 zeros
      {"29", "EC 00"},                       // a zero of exponent 6112
      {"2B 27 FD 70 A3 D7 0A 3D 01 18 21 14 64 00", "E0"},  // 19.99, no zeros
      {"2B 27 FD 70 A3 D7 0A 3D 01 18 21 14 64 00", "80"},  // ... as int64
  };
  for (const Case& c : cases) {
    INFO(c.key << " with " << c.bits);
    CHECK(IsCorrupt(DecodeHex(c.key, c.bits)));
  }
}

TEST_CASE("text in bytes that the encoder does not write is an error") {
  CHECK(IsCorrupt(DecodeHex("3C 01 00")));
  CHECK(IsCorrupt(DecodeHex("3C 61 01 03 00")));
  CHECK(IsCorrupt(DecodeHex("3C 61 01 61 00")));
  CHECK(IsCorrupt(DecodeHex("3C FF 00")));     // not UTF-8
  CHECK(IsCorrupt(DecodeHex("8C FF 00 00")));  // a regex that is not
}

TEST_CASE("documents in bytes that the encoder does not write are an error") {
  CHECK(IsCorrupt(DecodeHex("46 6F 61 00 6F 00")));     // bracket true
  CHECK(IsCorrupt(DecodeHex("46 2B 61 00 02 00")));     // bracket 1
  CHECK(IsCorrupt(DecodeHex("46 1E 61 00 3C 00 00")));  // a string as number
  CHECK(IsCorrupt(DecodeHex("46 6E 61 00 2B 02 00")));  // a number as bool
  CHECK(IsCorrupt(DecodeHex("46 14 FF 00 00")));        // name not UTF-8
}

TEST_CASE("sizes beyond the key are an error") {
  CHECK(IsCorrupt(DecodeHex("5A FF FF FF FF 00 61")));
  CHECK(IsCorrupt(DecodeHex("96 FF FF FF FF 61")));
  CHECK(IsCorrupt(DecodeHex("5A 00 00 00 04 02 01 00 00 00")));  // inner size
}

TEST_CASE("values nest at most 100 levels") {
  testing::RandomValues random(1);
  const Value deepest = random.Tower(kMaxNestingDepth);
  const EncodedKey encoded = Encode(deepest);
  CHECK(*Decode(encoded) == deepest);
  CHECK(SkipNext(encoded.key).ok());

  for (const char* around : {"\x50", "\x46\x46"}) {
    const std::string too_deep = around + std::string(1'000'000, around[0]);
    CHECK(IsCorrupt(Decode({too_deep, ""}).status()));
    CHECK(IsCorrupt(SkipNext(too_deep).status()));
  }
  const EncodedKey one_more{"\x50" + encoded.key + '\0', encoded.bits};
  CHECK(IsCorrupt(Decode(one_more).status()));
  CHECK(IsCorrupt(SkipNext(one_more.key).status()));
}

}  // namespace
}  // namespace meerkat::index
