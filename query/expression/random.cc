// $rand: a double from 0, below 1, anew for every evaluation. MongoDB manual,
// "$rand (aggregation)".
#include "query/expression/error.h"
#include "query/expression/families.h"
#include "query/expression/parse.h"

namespace meerkat::query::expression {
namespace {

StatusOr<Operand> EvaluateRand(const Form&, EvaluationContext& context) {
  constexpr double kTwoTo53 = 9007199254740992.0;
  if (context.random() == nullptr) {
    return Error(20, "$rand has no source of randomness here");
  }
  return Operand(
      Value(static_cast<double>(context.random()->Next() >> 11) / kTwoTo53));
}

StatusOr<Expression> ParseRand(const Element& operand, const Scope&) {
  const bool is_container =
      operand.type() == Type::kDocument || operand.type() == Type::kArray;
  if (!is_container) {
    return Error(10065,
                 "invalid parameter: expected an object ($rand), found "
                 "{}",
                 ToString(operand));
  }
  if (!operand.AsDocument().empty()) {
    return Error(3040501, "$rand does not currently accept arguments");
  }
  return MakeExpression(Form{"$rand", &EvaluateRand, {}});
}

constexpr FormOperator kForms[] = {{"$rand", &ParseRand}};

}  // namespace

constinit const Family kRandomFamily = {{}, kForms};

}  // namespace meerkat::query::expression
