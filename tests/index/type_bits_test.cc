#include "index/type_bits.h"

#include "tests/catch.hpp"
#include "tests/index/key_testing.h"

namespace meerkat::index {
namespace {

TEST_CASE("type bits come back in order") {
  TypeBits bits;
  bits.Append(0b1011, 4);
  bits.AppendDefault();
  bits.Append(0b0100000001, 10);
  bits.AppendNumberType(NumberTypeBits::kDecimal);
  TypeBitsReader reader(bits.bytes());
  CHECK(reader.Read(4) == 0b1011);
  CHECK(reader.Read(1) == 0);
  CHECK(reader.Read(10) == 0b0100000001);
  CHECK(reader.Read(3) == 0b111);
}

TEST_CASE("zeros at the end of type bits are not stored") {
  TypeBits bits;
  for (int i = 0; i < 100; ++i) bits.AppendDefault();
  CHECK(bits.bytes().empty());
  bits.Append(1, 1);
  CHECK(bits.bytes().size() == 13);
  for (int i = 0; i < 100; ++i) bits.AppendDefault();
  CHECK(bits.bytes().size() == 13);
}

TEST_CASE("beyond the end of type bits are zeros") {
  TypeBitsReader reader("\x80");
  CHECK(reader.Read(8) == 0x80);
  CHECK(reader.Read(32) == 0);
  CHECK(reader.Read(32) == 0);
}

TEST_CASE("cleared type bits begin anew") {
  TypeBits bits;
  bits.Append(0b101, 3);
  bits.Clear();
  bits.Append(1, 1);
  CHECK(Hex(bits.bytes()) == "80");
}

}  // namespace
}  // namespace meerkat::index
