#include "query/expression/numeric.h"

#include <limits>

#include "query/expression/evaluate.h"
#include "storage/bson/number.h"

namespace meerkat::query::expression {

Value Integer(int64_t value, bool narrow) {
  const auto small = static_cast<int32_t>(value);
  if (narrow && small == value) return Value(small);
  return Value(value);
}

std::optional<int32_t> ToInt32Exact(const Element& value) {
  const std::optional<int64_t> whole = bson::ToInt64Exact(value);
  if (!whole.has_value() || *whole < std::numeric_limits<int32_t>::min() ||
      *whole > std::numeric_limits<int32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<int32_t>(*whole);
}

Status NotNumeric(const Arguments& arguments) {
  return Error(28765, "{} only supports numeric types, not {}", arguments.op,
               TypeName(arguments[0].type()));
}

StatusOr<Value> ApplyToNumber(const Arguments& arguments,
                              double (*of_double)(double),
                              Decimal128 (*of_decimal)(const Decimal128&)) {
  const Element& number = arguments[0];
  if (IsNullish(number)) return Value(nullptr);
  if (!number.is_number()) return NotNumeric(arguments);
  if (IsDecimal(number)) return Value(of_decimal(number.AsDecimal128()));
  return Value(of_double(bson::ToDouble(number)));
}

}  // namespace meerkat::query::expression
