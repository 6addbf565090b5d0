// Numbers as key bytes: one ordered space for int32, int64, double, decimal.
//
// The bytes depend on the mathematical value alone: 5, 5.0 and decimal 5.00 are
// the same, an int64 above 2^53 keeps its place between doubles, and decimal
// 0.1 stands next to double 0.1 without equalling it. Which type it was goes to
// the type bits. When these say nothing it is the first of int32, int64, double
// and decimal (without trailing zeros) that has the value.
#pragma once

#include <meerkat/document.h>

#include <cstdint>
#include <string>

#include "index/type_bits.h"

namespace meerkat::index {

// Each appends the number's bytes to `key`, and its type to `bits` unless that
// is null.
void AppendInt32(std::string& key, TypeBits* bits, int32_t value);
void AppendInt64(std::string& key, TypeBits* bits, int64_t value);
void AppendDouble(std::string& key, TypeBits* bits, double value);
void AppendDecimal(std::string& key, TypeBits* bits, const Decimal128& value);

}  // namespace meerkat::index
