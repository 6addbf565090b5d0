// $tsIncrement and $tsSecond: the two halves of a timestamp. MongoDB manual,
// "Timestamp Expression Operators".
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"

namespace meerkat::query::expression {
namespace {

StatusOr<Value> TsIncrement(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  if (arguments[0].type() != Type::kTimestamp) {
    return Error(5687302,
                 "Argument to $tsIncrement must be a timestamp, but "
                 "is {}",
                 TypeName(arguments[0].type()));
  }
  return Value(int64_t{arguments[0].AsTimestamp().increment});
}

StatusOr<Value> TsSecond(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  if (arguments[0].type() != Type::kTimestamp) {
    return Error(5687301,
                 "Argument to $tsSecond must be a timestamp, but is "
                 "{}",
                 TypeName(arguments[0].type()));
  }
  return Value(int64_t{arguments[0].AsTimestamp().seconds});
}

constexpr Operator kOperators[] = {
    {"$tsIncrement", 1, 1, &TsIncrement},
    {"$tsSecond", 1, 1, &TsSecond},
};

}  // namespace

constinit const Family kTimestampFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
