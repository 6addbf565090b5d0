// The types of BSON, and the small values of it that C++ has no type for.
#pragma once

#include <meerkat/status.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat {

// The type byte of an element. kMissing is not a BSON type: it marks the
// absence of a value (a field that a document does not have).
enum class Type : uint8_t {
  kMissing = 0x00,
  kDouble = 0x01,
  kString = 0x02,
  kDocument = 0x03,
  kArray = 0x04,
  kBinary = 0x05,
  kUndefined = 0x06,
  kObjectId = 0x07,
  kBool = 0x08,
  kDate = 0x09,
  kNull = 0x0A,
  kRegex = 0x0B,
  kDbPointer = 0x0C,
  kCode = 0x0D,
  kSymbol = 0x0E,
  kCodeWithScope = 0x0F,
  kInt32 = 0x10,
  kTimestamp = 0x11,
  kInt64 = 0x12,
  kDecimal128 = 0x13,
  kMaxKey = 0x7F,
  kMinKey = 0xFF,
};

// The alias that $type and error messages use: "int", "objectId", "missing".
// MongoDB manual, "BSON Types".
std::string_view TypeName(Type type);

// Limits of MongoDB: a stored document's bytes, and its levels of nesting.
inline constexpr size_t kMaxDocumentSize = 16 * 1024 * 1024;
inline constexpr int kMaxNestingDepth = 100;

// Twelve bytes: seconds since 1970 (big-endian), five random, a counter.
struct ObjectId {
  std::array<uint8_t, 12> bytes{};

  // Parses 24 hexadecimal digits.
  static StatusOr<ObjectId> FromHex(std::string_view hex);
  std::string ToHex() const;
  // Seconds since 1970 of the moment it was made.
  uint32_t seconds() const;

  friend bool operator==(const ObjectId&, const ObjectId&) = default;
  friend auto operator<=>(const ObjectId&, const ObjectId&) = default;
};

// IEEE 754-2008 decimal128 in the binary-integer-decimal layout of BSON.
struct Decimal128 {
  uint64_t low = 0;
  uint64_t high = 0;

  // Parses decimal text, "1.50", "-1E+3", "NaN", "Infinity"; refuses what 34
  // digits cannot hold exactly.
  static StatusOr<Decimal128> FromString(std::string_view text);
  // BSON's text form, which FromString reads back to the same bits.
  std::string ToString() const;

  // Same bits. 1.0 and 1.00 differ here and compare equal as values.
  friend bool operator==(const Decimal128&, const Decimal128&) = default;
};

// MongoDB's internal timestamp: seconds since 1970 and an ordinal within them.
struct Timestamp {
  uint32_t seconds = 0;
  uint32_t increment = 0;

  friend bool operator==(const Timestamp&, const Timestamp&) = default;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// Milliseconds since 1970 in UTC; negative before.
struct Date {
  int64_t millis = 0;

  friend bool operator==(const Date&, const Date&) = default;
  friend auto operator<=>(const Date&, const Date&) = default;
};

}  // namespace meerkat
