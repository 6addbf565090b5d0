#include "index/number_bytes.h"

#include <cmath>
#include <limits>

#include "index/big_endian.h"
#include "index/decimal_continuation.h"
#include "index/decimal_digits.h"
#include "index/key_format.h"
#include "storage/bson/decimal.h"

namespace meerkat::index {
namespace {

// Positive classes follow zero in order of size, negative ones mirror them.
uint8_t LeadingByteOf(bool negative, int size_class) {
  return static_cast<uint8_t>(negative ? kNegativeSmallByte - size_class
                                       : kPositiveSmallByte + size_class);
}

// Appends the leading byte and the first `count` bytes of `word`.
void AppendWord(std::string& key, bool negative, int size_class, uint64_t word,
                int count) {
  char bytes[1 + kWordBytes];
  bytes[0] = static_cast<char>(LeadingByteOf(negative, size_class));
  StoreBigEndian(negative ? ~word : word, bytes + 1);
  key.append(bytes, static_cast<size_t>(1 + count));
}

void AppendDoubleWord(std::string& key, bool negative, int size_class,
                      double magnitude, bool continues) {
  const auto bits = std::bit_cast<uint64_t>(magnitude);
  AppendWord(key, negative, size_class, bits << 1 | (continues ? 1 : 0),
             kWordBytes);
}

// A value that no int64 has. `truncated` is its magnitude cut to a double,
// `whole` the magnitude's whole part if that is neither 0 nor huge.
void AppendFractional(std::string& key, bool negative, uint64_t whole,
                      double truncated, bool continues) {
  if (truncated < 1 || truncated >= kTwoTo63) {
    return AppendDoubleWord(key, negative, truncated < 1 ? kSmall : kHuge,
                            truncated, continues);
  }
  const int size_class = SizeClassOf(whole);
  const int shift = WholeShift(size_class);
  const double fraction = truncated - std::trunc(truncated);
  const auto bits =
      static_cast<uint64_t>(std::ldexp(fraction, FractionBits(size_class)));
  const uint64_t word = whole << shift | uint64_t{1} << (shift - 1) |
                        bits << 1 | (continues ? 1 : 0);
  AppendWord(key, negative, size_class, word, kWordBytes);
}

struct TruncatedDecimal {
  double value;
  bool is_exact;
};

// The double at or below a decimal that is finite and not negative.
TruncatedDecimal TruncateToDouble(const Decimal128& decimal) {
  const double nearest = bson::decimal::ToDouble(decimal);
  const int order = bson::decimal::CompareToDouble(decimal, nearest);
  if (order >= 0) return {nearest, order == 0};
  return {std::nextafter(nearest, 0.0), false};
}

// The digits before the point. REQUIRES: 1 <= value < 2^63, no integer.
uint64_t WholePart(const DecimalParts& parts) {
  return static_cast<uint64_t>(parts.coefficient / PowerOfTen(-parts.exponent));
}

}  // namespace

bool IsInt64(double value) {
  return value >= -kTwoTo63 && value < kTwoTo63 && std::trunc(value) == value;
}

void AppendIntegerBytes(std::string& key, int64_t value) {
  if (value == 0) return key.push_back(static_cast<char>(kZeroByte));
  const bool negative = value < 0;
  if (value == std::numeric_limits<int64_t>::min()) {
    return AppendDoubleWord(key, negative, kHuge, kTwoTo63, false);
  }
  const auto whole = static_cast<uint64_t>(negative ? -value : value);
  const int size_class = SizeClassOf(whole);
  AppendWord(key, negative, size_class, whole << WholeShift(size_class),
             size_class);
}

void AppendDoubleBytes(std::string& key, double value) {
  if (std::isnan(value)) return key.push_back(static_cast<char>(kNanByte));
  if (IsInt64(value)) {
    return AppendIntegerBytes(key, static_cast<int64_t>(value));
  }
  const double magnitude = std::fabs(value);
  const uint64_t whole =
      magnitude < kTwoTo63 ? static_cast<uint64_t>(magnitude) : 0;
  AppendFractional(key, value < 0, whole, magnitude, false);
}

bool AppendDecimalBytes(std::string& key, const Decimal128& value) {
  if (const auto integer = bson::decimal::ToInt64Exact(value)) {
    AppendIntegerBytes(key, *integer);
    return false;
  }
  if (bson::decimal::IsNaN(value) || bson::decimal::IsInfinite(value)) {
    AppendDoubleBytes(key, bson::decimal::ToDouble(value));
    return false;
  }
  const bool negative = bson::decimal::IsNegative(value);
  const DecimalParts parts = bson::decimal::Unpack(value);
  const TruncatedDecimal truncated =
      TruncateToDouble(negative ? bson::decimal::Negate(value) : value);
  const bool has_whole = truncated.value >= 1 && truncated.value < kTwoTo63;
  AppendFractional(key, negative, has_whole ? WholePart(parts) : 0,
                   truncated.value, !truncated.is_exact);
  if (truncated.is_exact) return false;
  AppendContinuation(key, parts);
  return true;
}

}  // namespace meerkat::index
