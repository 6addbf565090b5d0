// Values from index keys: the reverse of key_encoder.h.
//
//   TypeBitsReader bits(stored_bits);         // of an index {city: 1, age: -1}
//   std::string_view rest = key;
//   StatusOr<Value> city = DecodeNext(rest, bits);
//   StatusOr<Value> age = DecodeNext(rest, bits, Direction::kDescending);
//
// Safe on any bytes: what the encoder cannot have written is an error, nothing
// is read beyond the key, recursion ends at kMaxNestingDepth, and memory is in
// proportion to the key.
#pragma once

#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstddef>
#include <string_view>

#include "index/key_format.h"
#include "index/type_bits.h"

namespace meerkat::index {

// Takes the first field off `key` and returns its value. The bits of a key are
// read in the order of its fields, so decode each field up to the last one
// wanted. A reader without bytes gives every value its commonest type.
//
// Error: 301 DataCorruptionDetected; `key` is then unchanged.
StatusOr<Value> DecodeNext(std::string_view& key, TypeBitsReader& bits,
                           Direction direction = Direction::kAscending);

// The size of the first field of `key`, found without building its value: only
// where things end is checked. Error: 301 DataCorruptionDetected.
StatusOr<size_t> SkipNext(std::string_view key,
                          Direction direction = Direction::kAscending);

}  // namespace meerkat::index
