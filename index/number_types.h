// A number gets its type back.
#pragma once

#include <meerkat/document.h>

#include <cstdint>
#include <string>
#include <variant>

#include "index/decimal_digits.h"
#include "index/type_bits.h"

namespace meerkat::index {

// What the bytes of a number say: the first of these that has the value. The
// double may be NaN or infinite; the decimal has no trailing zeros.
using Number = std::variant<int64_t, double, DecimalParts>;

// Appends `number` as BSON stores it in the type that `bits` say and returns
// the type; kMissing if the encoder never writes such bits. A type that cannot
// hold the number gives another number: the caller encodes it again to see.
Type AppendTyped(const Number& number, TypeBitsReader& bits,
                 std::string& payload);

}  // namespace meerkat::index
