#include "index/decimal_continuation.h"

#include <array>
#include <cstdint>

namespace meerkat::index {
namespace {

constexpr int kFirstDigitBias = -bson::decimal::kMinExponent;
constexpr int kFirstDigitBytes = 2;
constexpr int kMaxPairs = kDecimalDigits / 2;
constexpr uint8_t kLargestPair = 1 + 99;
constexpr char kZeroPair = 1;

// Writes the last 2 * `count` decimal digits.
void StorePairs(uint64_t digits, char* out, int count) {
  for (int i = count - 1; i >= 0; --i, digits /= 100) {
    out[i] = static_cast<char>(1 + digits % 100);
  }
}

}  // namespace

void AppendContinuation(std::string& key, const DecimalParts& parts) {
  const int digit_count = DigitCount(parts.coefficient);
  const int first_digit = parts.exponent + digit_count - 1 + kFirstDigitBias;
  const absl::uint128 digits =
      parts.coefficient * PowerOfTen(kDecimalDigits - digit_count);

  std::array<char, kFirstDigitBytes + kMaxPairs + 1> bytes;
  bytes[0] = static_cast<char>(first_digit >> 8);
  bytes[1] = static_cast<char>(first_digit);
  // In two halves, because 64-bit division is many times faster.
  constexpr int kLowPairs = 8;
  const absl::uint128 half = PowerOfTen(2 * kLowPairs);
  char* const pairs = bytes.data() + kFirstDigitBytes;
  char* end = pairs + kMaxPairs;
  StorePairs(static_cast<uint64_t>(digits / half), pairs,
             kMaxPairs - kLowPairs);
  StorePairs(static_cast<uint64_t>(digits % half), end - kLowPairs, kLowPairs);
  while (end[-1] == kZeroPair) --end;
  *end++ = 0;

  if (parts.negative) {
    for (char* byte = bytes.data(); byte < end; ++byte) {
      *byte = static_cast<char>(~*byte);
    }
  }
  key.append(bytes.data(), static_cast<size_t>(end - bytes.data()));
}

DecimalParts ReadContinuation(KeyReader& reader) {
  const auto biased = static_cast<int>(reader.ReadBigEndian(kFirstDigitBytes));
  DecimalParts parts;
  int pair_count = 0;
  while (const uint8_t pair = reader.ReadByte()) {
    if (pair > kLargestPair || ++pair_count > kMaxPairs) {
      reader.Fail();
      return {};
    }
    parts.coefficient = parts.coefficient * 100 + (pair - 1);
  }
  if (parts.coefficient == 0) {
    reader.Fail();
    return {};
  }
  parts.exponent = biased - kFirstDigitBias - 2 * pair_count + 1;
  return bson::decimal::Normalize(parts);
}

void SkipContinuation(KeyReader& reader) {
  reader.SkipBytes(kFirstDigitBytes);
  reader.SkipToZero();
}

}  // namespace meerkat::index
