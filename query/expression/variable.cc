// $literal and its alias $const: a value as it is written. $let: variables for
// an expression. MongoDB manual, "$literal (aggregation)", "$let
// (aggregation)".
#include <vector>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

StatusOr<Expression> ParseLiteral(const Element& operand, const Scope&) {
  return Expression::Constant(Value(operand));
}

// The operands are the values of the variables and, last, the expression that
// sees them.
StatusOr<Operand> EvaluateLet(const Form& let, EvaluationContext& context) {
  // All are evaluated before the first is bound: none sees another.
  std::vector<Value> values;
  const size_t count = let.operands.size() - 1;
  size_t size = 0;
  for (size_t i = 0; i < count; ++i) {
    MEERKAT_ASSIGN_OR_RETURN(Value value, Evaluate(let.operands[i], context));
    MEERKAT_RETURN_IF_ERROR(
        CheckSize(size += value.element().payload().size()));
    values.push_back(std::move(value));
  }
  for (size_t i = 0; i < count; ++i) {
    context.SetVariable(let.slot + i, std::move(values[i]));
  }
  // The variables end here, and what was borrowed of them would.
  MEERKAT_ASSIGN_OR_RETURN(Value value, Evaluate(let.operands.back(), context));
  return Operand(std::move(value));
}

constexpr Parameter kLetParameters[] = {{"vars", 16876}, {"in", 16877}};
constexpr NamedParameters kLetNamed = {kLetParameters, 16874, 16875};

StatusOr<Expression> ParseLet(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kLetNamed));
  const Element& variables = texts[0];
  if (variables.type() != Type::kDocument) {
    return Error(variables.type() == Type::kArray ? 9 : 10065,
                 "invalid parameter: expected an object (vars), found {}",
                 ToString(variables));
  }
  Form let{"$let", &EvaluateLet, {}, scope.variables.size()};
  VariableNames names = scope.variables;
  for (const Element& variable : variables.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(CheckVariableName(variable.name()));
    MEERKAT_ASSIGN_OR_RETURN(Expression value, Parse(variable, scope));
    let.operands.push_back(std::move(value));
    names.Define(variable.name());
  }
  MEERKAT_ASSIGN_OR_RETURN(Expression in, Parse(texts[1], scope.With(names)));
  let.operands.push_back(std::move(in));
  return MakeExpression(std::move(let));
}

constexpr FormOperator kForms[] = {
    {"$const", &ParseLiteral},
    {"$let", &ParseLet},
    {"$literal", &ParseLiteral},
};

}  // namespace

constinit const Family kVariableFamily = {{}, kForms};

}  // namespace meerkat::query::expression
