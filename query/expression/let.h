// The variables that a command brings along: {let: {limit: 5}}.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <vector>

#include "query/expression/expression.h"

namespace meerkat::query {

// A name and a value for each slot.
struct LetVariables {
  VariableNames names;
  std::vector<Value> values;
};

// Values are expressions that are evaluated once, in the order in which they
// stand; a later one may use the earlier ones. There is no document for them.
// Errors: 9 FailedToParse for what is no name, 4738901 for the name of a
// constant, NOW, 4890500 for an expression that reads a document, and those of
// ParseExpression and Evaluate. MongoDB manual, "find", the field `let`.
StatusOr<LetVariables> ParseLet(DocumentView let, EvaluationContext& context);

}  // namespace meerkat::query
