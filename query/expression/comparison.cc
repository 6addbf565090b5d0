// $cmp, $eq, $ne, $gt, $gte, $lt, $lte: the one order of values, across all
// types. Unlike in a filter, an array is compared as a whole, and missing is
// below null. MongoDB manual, "Comparison Expression Operators".
#include "query/expression/families.h"
#include "storage/bson/compare.h"

namespace meerkat::query::expression {
namespace {

int Order(Arguments arguments) {
  const int order =
      bson::Compare(arguments[0], arguments[1], arguments.collator());
  return order < 0 ? -1 : int{order > 0};
}

StatusOr<Value> Cmp(Arguments arguments) { return Value(Order(arguments)); }
StatusOr<Value> Eq(Arguments arguments) {
  return Value(bson::Equal(arguments[0], arguments[1], arguments.collator()));
}
StatusOr<Value> Ne(Arguments arguments) {
  return Value(!bson::Equal(arguments[0], arguments[1], arguments.collator()));
}
StatusOr<Value> Gt(Arguments arguments) { return Value(Order(arguments) > 0); }
StatusOr<Value> Gte(Arguments arguments) {
  return Value(Order(arguments) >= 0);
}
StatusOr<Value> Lt(Arguments arguments) { return Value(Order(arguments) < 0); }
StatusOr<Value> Lte(Arguments arguments) {
  return Value(Order(arguments) <= 0);
}

constexpr Operator kOperators[] = {
    {"$cmp", 2, 2, &Cmp}, {"$eq", 2, 2, &Eq}, {"$gt", 2, 2, &Gt},
    {"$gte", 2, 2, &Gte}, {"$lt", 2, 2, &Lt}, {"$lte", 2, 2, &Lte},
    {"$ne", 2, 2, &Ne},
};

}  // namespace

constinit const Family kComparisonFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
