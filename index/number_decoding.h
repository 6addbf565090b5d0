// Numbers from key bytes and type bits: the reverse of number_encoding.h.
#pragma once

#include <meerkat/document.h>

#include <cstdint>
#include <string>

#include "index/key_reader.h"
#include "index/type_bits.h"

namespace meerkat::index {

// Reads the number whose leading byte, the last one read, was `leading_byte`,
// appends it to `payload` as BSON stores it, and returns its type. Fails the
// reader unless bytes and bits are exactly those that the encoder writes.
// REQUIRES: IsNumber(leading_byte).
Type ReadNumber(KeyReader& reader, uint8_t leading_byte, TypeBitsReader& bits,
                std::string& payload);

// Passes over the number, looking only for its end.
void SkipNumber(KeyReader& reader, uint8_t leading_byte);

}  // namespace meerkat::index
