// What follows a double in the key of a decimal that lies just above it: the
// decimal itself, in a form that compares like its value.
//
//   exponent of the first digit + 6176   2 bytes, big-endian
//   the digits in pairs from the first   1 + pair each, zeros at the end cut
//   0x00
//
// All complemented if the number is negative. 19.99 is 18 21 | 14 64 | 00.
#pragma once

#include <string>

#include "index/decimal_digits.h"
#include "index/key_reader.h"

namespace meerkat::index {

// Looks only at the value: 19.990 has the bytes of 19.99. REQUIRES: not zero.
void AppendContinuation(std::string& key, const DecimalParts& parts);

// Reads a positive decimal, without trailing zeros, so that its exponent may be
// beyond what a Decimal128 holds; fails the reader if the bytes are none. The
// sign is for the caller, who has complemented the reader.
DecimalParts ReadContinuation(KeyReader& reader);

// Passes over it, looking only for its end.
void SkipContinuation(KeyReader& reader);

}  // namespace meerkat::index
