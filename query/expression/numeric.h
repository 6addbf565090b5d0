// What the operators on numbers share.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstdint>
#include <optional>

#include "query/expression/error.h"
#include "query/expression/node.h"

namespace meerkat::query::expression {

inline bool IsDecimal(const Element& value) {
  return value.type() == Type::kDecimal128;
}
inline bool IsDouble(const Element& value) {
  return value.type() == Type::kDouble;
}

// An int32 when that is wanted and holds the value.
Value Integer(int64_t value, bool narrow);

// The int32 that `value` is, of any numeric type.
std::optional<int32_t> ToInt32Exact(const Element& value);

// Error 28765 of the operators with one number.
Status NotNumeric(const Arguments& arguments);

// Applies to the one argument: null for null, 28765 for what is no number, a
// decimal to a decimal, and any other number as a double.
StatusOr<Value> ApplyToNumber(const Arguments& arguments,
                              double (*of_double)(double),
                              Decimal128 (*of_decimal)(const Decimal128&));

}  // namespace meerkat::query::expression
