#include "index/number_decoding.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

#include "index/decimal_continuation.h"
#include "index/key_encoder.h"
#include "index/key_format.h"
#include "index/number_bytes.h"
#include "index/number_types.h"

namespace meerkat::index {
namespace {

// The parts of a number other than NaN and zero, as they stand in its bytes.
struct NumberParts {
  bool negative = false;
  int size_class = 0;
  uint64_t word = 0;
  bool is_integer = false;

  bool continues() const { return !is_integer && (word & 1) != 0; }
};

bool IsNegative(uint8_t leading_byte) { return leading_byte < kZeroByte; }

int SizeClassOfByte(uint8_t leading_byte) {
  return IsNegative(leading_byte) ? kNegativeSmallByte - leading_byte
                                  : leading_byte - kPositiveSmallByte;
}

// Reads up to the continuation. REQUIRES: the reader is complemented if the
// number is negative.
NumberParts ReadParts(KeyReader& reader, uint8_t leading_byte) {
  NumberParts parts;
  parts.negative = IsNegative(leading_byte);
  parts.size_class = SizeClassOfByte(leading_byte);
  if (parts.size_class == kSmall || parts.size_class == kHuge) {
    parts.word = reader.ReadBigEndian(kWordBytes);
    return parts;
  }
  const int rest = kWordBytes - parts.size_class;
  parts.word = reader.ReadBigEndian(parts.size_class);
  parts.is_integer = (parts.word & 1) == 0;
  if (rest == 0) return parts;
  parts.word <<= 8 * rest;
  if (!parts.is_integer) parts.word |= reader.ReadBigEndian(rest);
  return parts;
}

Number IntegerOf(const NumberParts& parts) {
  const auto whole =
      static_cast<int64_t>(parts.word >> WholeShift(parts.size_class));
  return parts.negative ? -whole : whole;
}

Number DoubleOf(const NumberParts& parts) {
  double magnitude;
  if (parts.size_class == kSmall || parts.size_class == kHuge) {
    magnitude = std::bit_cast<double>(parts.word >> 1);
  } else {
    const int shift = WholeShift(parts.size_class);
    const uint64_t fraction_mask = (uint64_t{1} << (shift - 1)) - 1;
    const auto whole = static_cast<double>(parts.word >> shift);
    const auto fraction =
        static_cast<double>((parts.word & fraction_mask) >> 1);
    magnitude = whole + std::ldexp(fraction, -FractionBits(parts.size_class));
  }
  const double value = parts.negative ? -magnitude : magnitude;
  if (IsInt64(value)) return static_cast<int64_t>(value);
  return value;
}

Number ReadBody(KeyReader& reader, uint8_t leading_byte) {
  const NumberParts parts = ReadParts(reader, leading_byte);
  if (parts.is_integer) return IntegerOf(parts);
  if (!parts.continues()) return DoubleOf(parts);
  DecimalParts decimal = ReadContinuation(reader);
  decimal.negative = parts.negative;
  return decimal;
}

Number ReadAnyNumber(KeyReader& reader, uint8_t leading_byte) {
  if (leading_byte == kNanByte) return std::numeric_limits<double>::quiet_NaN();
  if (leading_byte == kZeroByte) return int64_t{0};
  const bool negative = IsNegative(leading_byte);
  if (negative) reader.Complement();
  const Number number = ReadBody(reader, leading_byte);
  if (negative) reader.Complement();
  return number;
}

}  // namespace

Type ReadNumber(KeyReader& reader, uint8_t leading_byte, TypeBitsReader& bits,
                std::string& payload) {
  const size_t start = reader.position() - 1;
  const Number number = ReadAnyNumber(reader, leading_byte);
  if (!reader.ok()) return Type::kMissing;

  // Not every word is a number: a whole part may be in the wrong class, a
  // fraction have more bits than a double, a decimal continue another double.
  // Encoding again finds them all.
  const size_t payload_start = payload.size();
  const Type type = AppendTyped(number, bits, payload);
  const auto value = std::string_view(payload).substr(payload_start);
  if (type == Type::kMissing ||
      !reader.HasRead(start, EncodeKey(Element(type, "", value)))) {
    reader.Fail();
  }
  return type;
}

void SkipNumber(KeyReader& reader, uint8_t leading_byte) {
  if (leading_byte == kNanByte || leading_byte == kZeroByte) return;
  const bool negative = IsNegative(leading_byte);
  if (negative) reader.Complement();
  if (ReadParts(reader, leading_byte).continues()) SkipContinuation(reader);
  if (negative) reader.Complement();
}

}  // namespace meerkat::index
