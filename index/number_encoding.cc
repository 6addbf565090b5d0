#include "index/number_encoding.h"

#include <cmath>

#include "index/number_bytes.h"
#include "storage/bson/decimal.h"

namespace meerkat::index {
namespace {

void AppendDecimalType(TypeBits& bits, const Decimal128& value,
                       bool is_decimal_only) {
  if (bson::decimal::IsNaN(value) || bson::decimal::IsInfinite(value)) {
    return bits.AppendNumberType(NumberTypeBits::kDecimal);
  }
  const bson::decimal::Parts parts = bson::decimal::Unpack(value);
  if (parts.coefficient == 0) {
    bits.AppendNumberType(NumberTypeBits::kDecimal);
    bits.Append(parts.negative ? 1 : 0, 1);
    return bits.Append(
        static_cast<uint32_t>(parts.exponent - bson::decimal::kMinExponent),
        kDecimalExponentBitCount);
  }
  const int trailing_zeros =
      bson::decimal::Normalize(parts).exponent - parts.exponent;
  if (is_decimal_only && trailing_zeros == 0) return bits.AppendDefault();
  bits.AppendNumberType(NumberTypeBits::kDecimal);
  bits.Append(static_cast<uint32_t>(trailing_zeros), kTrailingZerosBitCount);
}

}  // namespace

void AppendInt32(std::string& key, TypeBits* bits, int32_t value) {
  AppendIntegerBytes(key, value);
  if (bits != nullptr) bits->AppendDefault();
}

void AppendInt64(std::string& key, TypeBits* bits, int64_t value) {
  AppendIntegerBytes(key, value);
  if (bits == nullptr) return;
  if (value == static_cast<int32_t>(value)) {
    bits->AppendNumberType(NumberTypeBits::kInt64);
  } else {
    bits->AppendDefault();
  }
}

void AppendDouble(std::string& key, TypeBits* bits, double value) {
  AppendDoubleBytes(key, value);
  if (bits == nullptr) return;
  if (value == 0 && std::signbit(value)) {
    bits->AppendNumberType(NumberTypeBits::kNegativeZero);
  } else if (IsInt64(value)) {
    bits->AppendNumberType(NumberTypeBits::kDouble);
  } else {
    bits->AppendDefault();
  }
}

void AppendDecimal(std::string& key, TypeBits* bits, const Decimal128& value) {
  const bool is_decimal_only = AppendDecimalBytes(key, value);
  if (bits != nullptr) AppendDecimalType(*bits, value, is_decimal_only);
}

}  // namespace meerkat::index
