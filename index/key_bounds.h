// Where a scan of index keys begins and ends.
//
// A range of keys is [begin, end), compared byte by byte. With `key` the
// encoded fields of an index that a query gives values for:
//
//   a >= 5        begin: 5          a > 5    begin: 5, after
//   a <= 5        end:   5, after   a < 5    end:   5
//   a is string   begin: AppendBracketStart, end: AppendBracketEnd
//
// The same holds for a descending field, whose keys run the other way: there
// a <= 5 begins at 5 and a < 5 begins after it.
//
// An index entry continues the fields of a shorter key with the next field or
// with the locator of its document. "After" is above all of these as long as
// whatever follows a field begins with a byte below kAfterByte; encoded fields
// do, in both directions.
#pragma once

#include <meerkat/document.h>

#include <string>

#include "index/key_format.h"

namespace meerkat::index {

inline constexpr uint8_t kAfterByte = 0xFE;

// Encoded fields, from `begin` to before `end`. Empty: without an end there.
struct KeyRange {
  std::string begin = {};
  std::string end = {};
};

// Makes `key` the end of all keys that begin with it.
void AppendAfter(std::string& key);

// All values that compare as one type with `type`, and no others, are encoded
// from the start to before the end. NaN is the first of the numbers.
void AppendBracketStart(std::string& key, Type type,
                        Direction direction = Direction::kAscending);
void AppendBracketEnd(std::string& key, Type type,
                      Direction direction = Direction::kAscending);

}  // namespace meerkat::index
