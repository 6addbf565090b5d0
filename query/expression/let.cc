#include "query/expression/let.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "query/expression/inspect.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

// Errors that MongoDB gives no name.
constexpr ErrorCode kReadsDocument{4890500};
constexpr ErrorCode kNameOfConstant{4738901};

Status CheckName(std::string_view name) {
  // What they mean is decided when the command begins.
  if (name == "NOW" || name == "CLUSTER_TIME") {
    return MakeError(kNameOfConstant,
                     fmt::format("let.{}: the name is a constant of the "
                                 "server's",
                                 name));
  }
  return CheckVariableName(name);
}

}  // namespace

StatusOr<LetVariables> ParseLet(DocumentView let, EvaluationContext& context) {
  LetVariables variables;
  for (const Element& field : let) {
    MEERKAT_RETURN_IF_ERROR(CheckName(field.name()));
    MEERKAT_ASSIGN_OR_RETURN(const Expression expression,
                             ParseExpression(field, variables.names));
    if (ReadsDocument(expression)) {
      return MakeError(kReadsDocument,
                       fmt::format("let.{}: variables are computed before any "
                                   "document is read, so that fields mean "
                                   "nothing there, found {}",
                                   field.name(), ToString(field)));
    }
    MEERKAT_ASSIGN_OR_RETURN(Value value, Evaluate(expression, context));
    const size_t slot = variables.names.Define(field.name());
    context.SetVariable(slot, value);
    variables.values.push_back(std::move(value));
  }
  return variables;
}

}  // namespace meerkat::query
