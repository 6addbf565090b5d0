// Conversions between types, as $convert and $toInt, $toString ... make them.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace meerkat::query::expression {

// How binary data is written as text. kAuto: as a UUID for subtype 4, else in
// base64.
enum class BinaryFormat {
  kNone,
  kAuto,
  kBase64,
  kBase64Url,
  kHex,
  kUtf8,
  kUuid
};

// Which byte of a number comes first in binary data.
enum class ByteOrder { kLittle, kBig };

struct Conversion {
  Type to = Type::kString;
  // Of the result, when that is binary data.
  uint8_t subtype = 0;
  // Must be given between strings and binary data.
  BinaryFormat format = BinaryFormat::kNone;
  // Counts between numbers and binary data.
  ByteOrder byte_order = ByteOrder::kLittle;
};

// `value` as another type. Errors: ConversionFailure, for types that are not
// converted and values that are not; 18537 for a date whose year four digits
// cannot name, as a string.
//
//   to          from (beside itself)
//   bool        everything; zero is false, NaN and all strings are true
//   int, long   double, decimal: cut off, when in range; bool; strings that
//               are whole numbers; binary data of 1, 2 or 4 bytes; long also
//               from date, and from 8 bytes
//   double, decimal   numbers, bool, date, strings; double also from binary
//               data of 4 or 8 bytes
//   date        long, double, decimal (milliseconds), timestamp, ObjectId,
//               strings in ISO 8601
//   objectId    strings of 24 hexadecimal digits
//   string      numbers, bool, date, ObjectId, binary data by its format
//   binData     strings by the format; int in 4, long and double in 8 bytes
//
// REQUIRES: a value that is not null, undefined or missing.
StatusOr<Value> Convert(const Element& value, const Conversion& conversion);

// The same between strings and binary data.
StatusOr<Value> BinaryToText(const Element& value,
                             const Conversion& conversion);
StatusOr<Value> TextToBinary(const Element& value,
                             const Conversion& conversion);

// The same between numbers and binary data; nothing where the type or the size
// does not allow it.
std::optional<Value> BinaryToNumber(const Element& value,
                                    const Conversion& conversion);
std::optional<Value> NumberToBinary(const Element& value,
                                    const Conversion& conversion);

}  // namespace meerkat::query::expression
