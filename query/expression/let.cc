#include "query/expression/let.h"

#include <utility>

#include "storage/status_macros.h"

namespace meerkat::query {

StatusOr<LetVariables> ParseLet(DocumentView let, EvaluationContext& context) {
  LetVariables variables;
  for (const Element& field : let) {
    MEERKAT_RETURN_IF_ERROR(CheckVariableName(field.name()));
    MEERKAT_ASSIGN_OR_RETURN(const Expression expression,
                             ParseExpression(field, variables.names));
    MEERKAT_ASSIGN_OR_RETURN(Value value, Evaluate(expression, context));
    const size_t slot = variables.names.Define(field.name());
    context.SetVariable(slot, value);
    variables.values.push_back(std::move(value));
  }
  return variables;
}

}  // namespace meerkat::query
