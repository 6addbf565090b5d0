#include "index/number_types.h"

#include <cmath>
#include <optional>
#include <variant>

#include "index/big_endian.h"

namespace meerkat::index {
namespace {

using bson::decimal::FromDouble;
using bson::decimal::FromInt64;
using bson::decimal::Normalize;
using bson::decimal::Pack;
using bson::decimal::Unpack;

// One number and where it goes. An operator() for each kind of Number.
class TypedNumber {
 public:
  TypedNumber(TypeBitsReader& bits, std::string& payload)
      : bits_(bits), payload_(payload) {}

  Type operator()(int64_t value);
  Type operator()(double value);
  Type operator()(const DecimalParts& value);

 private:
  bool IsDefault() { return bits_.Read(1) == 0; }
  NumberTypeBits ReadType() {
    return static_cast<NumberTypeBits>(bits_.Read(kNumberTypeBitCount));
  }

  int ReadTrailingZeros() {
    return static_cast<int>(bits_.Read(kTrailingZerosBitCount));
  }

  Type Int32(int32_t value) { return Append(Type::kInt32, value); }
  Type Int64(int64_t value) { return Append(Type::kInt64, value); }
  Type Double(double value) { return Append(Type::kDouble, value); }
  Type Decimal(const Decimal128& value);
  Type DecimalZero();
  // The decimal that became `parts` when so many trailing zeros were stripped.
  Type DecimalWithZeros(std::optional<DecimalParts> parts, int zeros);

  template <typename T>
  Type Append(Type type, T value) {
    AppendLittleEndian(payload_, value);
    return type;
  }

  TypeBitsReader& bits_;
  std::string& payload_;
};

Type TypedNumber::operator()(int64_t value) {
  const bool is_int32 = value == static_cast<int32_t>(value);
  if (IsDefault()) {
    return is_int32 ? Int32(static_cast<int32_t>(value)) : Int64(value);
  }
  switch (ReadType()) {
    case NumberTypeBits::kInt64:
      return is_int32 ? Int64(value) : Type::kMissing;
    case NumberTypeBits::kDouble:
      return Double(static_cast<double>(value));
    case NumberTypeBits::kNegativeZero:
      return Double(-0.0);
    case NumberTypeBits::kDecimal:
      if (value == 0) return DecimalZero();
      return DecimalWithZeros(Normalize(Unpack(FromInt64(value))),
                              ReadTrailingZeros());
  }
  return Type::kMissing;
}

Type TypedNumber::operator()(double value) {
  if (IsDefault()) return Double(value);
  if (ReadType() != NumberTypeBits::kDecimal) return Type::kMissing;
  if (!std::isfinite(value)) return Decimal(FromDouble(value));
  return DecimalWithZeros(DecimalOf(value), ReadTrailingZeros());
}

Type TypedNumber::operator()(const DecimalParts& value) {
  if (IsDefault()) return DecimalWithZeros(value, 0);
  if (ReadType() != NumberTypeBits::kDecimal) return Type::kMissing;
  const int zeros = ReadTrailingZeros();
  return zeros == 0 ? Type::kMissing : DecimalWithZeros(value, zeros);
}

Type TypedNumber::Decimal(const Decimal128& value) {
  AppendLittleEndian(payload_, value.low);
  AppendLittleEndian(payload_, value.high);
  return Type::kDecimal128;
}

Type TypedNumber::DecimalZero() {
  const bool negative = bits_.Read(1) != 0;
  const auto biased = static_cast<int>(bits_.Read(kDecimalExponentBitCount));
  const int exponent = biased + bson::decimal::kMinExponent;
  if (exponent > bson::decimal::kMaxExponent) return Type::kMissing;
  return Decimal(Pack({negative, 0, exponent}));
}

Type TypedNumber::DecimalWithZeros(std::optional<DecimalParts> parts,
                                   int zeros) {
  if (!parts.has_value() ||
      DigitCount(parts->coefficient) + zeros > kDecimalDigits) {
    return Type::kMissing;
  }
  parts->coefficient *= PowerOfTen(zeros);
  parts->exponent -= zeros;
  if (parts->exponent < bson::decimal::kMinExponent ||
      parts->exponent > bson::decimal::kMaxExponent) {
    return Type::kMissing;
  }
  return Decimal(Pack(*parts));
}

}  // namespace

Type AppendTyped(const Number& number, TypeBitsReader& bits,
                 std::string& payload) {
  return std::visit(TypedNumber(bits, payload), number);
}

}  // namespace meerkat::index
