// $bitAnd, $bitNot, $bitOr, $bitXor: of int32 and int64; an int64 among them
// makes the result one. MongoDB manual, "Bitwise Operators".
#include <functional>

#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "storage/bson/number.h"

namespace meerkat::query::expression {
namespace {

bool IsInteger(const Element& value) {
  return value.type() == Type::kInt32 || value.type() == Type::kInt64;
}

Status NotInteger(const Arguments& arguments, const Element& value) {
  return Error(14, "{} only supports int and long operands, not {}",
               arguments.op, TypeName(value.type()));
}

template <typename Operation, int kNeutral>
StatusOr<Value> Combine(Arguments arguments) {
  int64_t result = kNeutral;
  bool narrow = true;
  for (const Element& operand : arguments) {
    if (IsNullish(operand)) return Value(nullptr);
    if (!IsInteger(operand)) return NotInteger(arguments, operand);
    result = Operation()(result, *bson::ToInt64Exact(operand));
    narrow = narrow && operand.type() == Type::kInt32;
  }
  return Integer(result, narrow);
}

StatusOr<Value> BitNot(Arguments arguments) {
  const Element& operand = arguments[0];
  if (IsNullish(operand)) return Value(nullptr);
  if (!IsInteger(operand)) return NotInteger(arguments, operand);
  return Integer(~*bson::ToInt64Exact(operand), operand.type() == Type::kInt32);
}

constexpr Operator kOperators[] = {
    {"$bitAnd", 0, kAny, &Combine<std::bit_and<int64_t>, -1>},
    {"$bitNot", 1, 1, &BitNot},
    {"$bitOr", 0, kAny, &Combine<std::bit_or<int64_t>, 0>},
    {"$bitXor", 0, kAny, &Combine<std::bit_xor<int64_t>, 0>},
};

}  // namespace

constinit const Family kBitwiseFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
