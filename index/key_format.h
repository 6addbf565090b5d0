// The leading bytes of index keys: the code's copy of KEY_FORMAT.md.
//
// Every encoded value begins with one of these. They are in the order of the
// BSON types, with gaps for what may come. They are kept on disk: never change
// or reuse one.
#pragma once

#include <meerkat/document.h>

#include <cstdint>

namespace meerkat::index {

// The direction of one field of an index: {a: 1} or {a: -1}.
enum class Direction : uint8_t { kAscending, kDescending };

enum LeadingByte : uint8_t {
  // Ends a document or an array; below every byte that begins a value.
  kEndByte = 0,

  kMinKeyByte = 10,
  kUndefinedByte = 15,
  kNullByte = 20,

  // Numbers, by sign and size. The eight classes between k...Int1 and k...Int8
  // hold whole parts of one to eight bytes.
  kNumberByte = 30,
  kNanByte = 30,
  kNegativeHugeByte = 31,
  kNegativeInt8Byte = 32,
  kNegativeInt1Byte = 39,
  kNegativeSmallByte = 40,
  kZeroByte = 41,
  kPositiveSmallByte = 42,
  kPositiveInt1Byte = 43,
  kPositiveInt8Byte = 50,
  kPositiveHugeByte = 51,
  kLastNumberByte = 59,

  kStringByte = 60,
  kDocumentByte = 70,
  kArrayByte = 80,
  kBinaryByte = 90,
  kObjectIdByte = 100,
  kFalseByte = 110,
  kTrueByte = 111,
  kDateByte = 120,
  kTimestampByte = 130,
  kRegexByte = 140,
  kDbPointerByte = 150,
  kCodeByte = 160,
  kCodeWithScopeByte = 170,

  // No values, but what some indexes keep in their place: eight bytes follow.
  kCellByte = 180,
  kHashByte = 190,

  kMaxKeyByte = 240,
};

constexpr bool IsNumber(uint8_t leading_byte) {
  return leading_byte >= kNanByte && leading_byte <= kPositiveHugeByte;
}

// The leading bytes of all values that compare as one type with `type`.
struct Bracket {
  uint8_t first;
  uint8_t last;

  // A bracket of one byte, which by itself tells the type.
  bool is_single() const { return first == last; }
};

constexpr Bracket BracketOf(Type type) {
  switch (type) {
    case Type::kMinKey:
      return {kMinKeyByte, kMinKeyByte};
    case Type::kUndefined:
      return {kUndefinedByte, kUndefinedByte};
    case Type::kMissing:
    case Type::kNull:
      return {kNullByte, kNullByte};
    case Type::kInt32:
    case Type::kInt64:
    case Type::kDouble:
    case Type::kDecimal128:
      return {kNumberByte, kLastNumberByte};
    case Type::kString:
    case Type::kSymbol:
      return {kStringByte, kStringByte};
    case Type::kDocument:
      return {kDocumentByte, kDocumentByte};
    case Type::kArray:
      return {kArrayByte, kArrayByte};
    case Type::kBinary:
      return {kBinaryByte, kBinaryByte};
    case Type::kObjectId:
      return {kObjectIdByte, kObjectIdByte};
    case Type::kBool:
      return {kFalseByte, kTrueByte};
    case Type::kDate:
      return {kDateByte, kDateByte};
    case Type::kTimestamp:
      return {kTimestampByte, kTimestampByte};
    case Type::kRegex:
      return {kRegexByte, kRegexByte};
    case Type::kDbPointer:
      return {kDbPointerByte, kDbPointerByte};
    case Type::kCode:
      return {kCodeByte, kCodeByte};
    case Type::kCodeWithScope:
      return {kCodeWithScopeByte, kCodeWithScopeByte};
    case Type::kMaxKey:
      return {kMaxKeyByte, kMaxKeyByte};
  }
  return {kMaxKeyByte, kMaxKeyByte};
}

}  // namespace meerkat::index
