// Conversions between types, as $convert and $toInt, $toString ... make them.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstdint>
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

struct Conversion {
  Type to = Type::kString;
  // Of the result, when that is binary data.
  uint8_t subtype = 0;
  // Must be given between strings and binary data.
  BinaryFormat format = BinaryFormat::kNone;
};

// `value` as another type. Error: ConversionFailure, for types that are
// not converted and values that are not.
//
//   to          from (beside itself)
//   bool        everything; zero is false, NaN and all strings are true
//   int, long   double, decimal: cut off, when in range; bool; strings that
//               are whole numbers; long also from date
//   double, decimal   numbers, bool, date, strings
//   date        long, double, decimal (milliseconds), timestamp, ObjectId,
//               strings in ISO 8601
//   objectId    strings of 24 hexadecimal digits
//   string      numbers, bool, date, ObjectId, binary data by its format
//   binData     strings by the format
//
// REQUIRES: a value that is not null, undefined or missing.
StatusOr<Value> Convert(const Element& value, const Conversion& conversion);

// The same between strings and binary data.
StatusOr<Value> BinaryToText(const Element& value,
                             const Conversion& conversion);
StatusOr<Value> TextToBinary(const Element& value,
                             const Conversion& conversion);

}  // namespace meerkat::query::expression
