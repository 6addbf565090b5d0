// Index keys: values as bytes whose order is the values' order.
//
// Comparing two encodings byte by byte, unsigned, gives what bson::Compare
// gives for the values: equal bytes for equal values, for every BSON type. A
// key of several fields is their encodings one after another:
//
//   std::string key;                         // of an index {city: 1, age: -1}
//   AppendKey(key, city);
//   AppendKey(key, age, Direction::kDescending);
//
// No encoding is a prefix of another one, so whatever follows a field cannot
// disturb the order of what stands before it. A field in descending direction
// has all its bytes complemented.
//
// Equal values of different types (int32 5 and double 5.0) have equal bytes.
// To read the very value back, keep its type bits (type_bits.h) as well, and
// see key_decoder.h. Only these are given up: the sign and payload of a NaN
// (double and decimal NaN stay apart), decimals in a form that IEEE 754 calls
// non-canonical, and the names of array items, which become their positions.
//
// A missing value is encoded as null: the rule for index entries.
//
// KEY_FORMAT.md describes every byte. The bytes are kept on disk.
#pragma once

#include <meerkat/document.h>

#include <string>
#include <string_view>

#include "index/key_format.h"
#include "index/type_bits.h"

namespace meerkat::index {

// Appends values to a key, and their types to the type bits if these are
// wanted. Keeps pointers to both. Not thread-safe.
class KeyEncoder {
 public:
  explicit KeyEncoder(std::string& key, TypeBits* bits = nullptr)
      : key_(key), bits_(bits) {}

  // `value` must be valid BSON of at most kMaxNestingDepth levels.
  void Append(const Element& value,
              Direction direction = Direction::kAscending);

 private:
  void AppendValue(const Element& value);
  // What follows the leading byte where that byte alone tells the bracket.
  void AppendBody(const Element& value);
  void AppendText(std::string_view text);
  void AppendString(const Element& value);
  void AppendFields(DocumentView document);
  void AppendItems(DocumentView array);

  std::string& key_;
  TypeBits* bits_;
};

// Appends one field to a key, without type bits.
inline void AppendKey(std::string& key, const Element& value,
                      Direction direction = Direction::kAscending) {
  KeyEncoder(key).Append(value, direction);
}

// The same with type bits.
inline void AppendKey(std::string& key, TypeBits& bits, const Element& value,
                      Direction direction = Direction::kAscending) {
  KeyEncoder(key, &bits).Append(value, direction);
}

// The key of one ascending value.
inline std::string EncodeKey(const Element& value) {
  std::string key;
  AppendKey(key, value);
  return key;
}

}  // namespace meerkat::index
