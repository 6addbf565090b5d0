// What the parsers of operators share.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string_view>
#include <vector>

#include "query/expression/expression.h"
#include "query/expression/node.h"

namespace meerkat::query::expression {

// Where an expression stands: the variables it sees, and how deep it is.
struct Scope {
  const VariableNames& variables;
  int depth = 0;

  // The same place with other variables.
  Scope With(const VariableNames& names) const { return {names, depth}; }
};

StatusOr<Expression> Parse(const Element& text, const Scope& scope);

// A document or an array of expressions; a constant when all in it are.
Expression MakeObject(ObjectLiteral object);
Expression MakeArray(ArrayLiteral array);

// The operands of {$op: operand}: the items of an array, or one that is not an
// array. Error when there are fewer than `min` or, unless kAny, more than
// `max`: `error`, or MongoDB's usual 16020, and 28667 where there is a choice.
StatusOr<std::vector<Expression>> ParseOperands(const Element& operand, int min,
                                                int max, const Scope& scope,
                                                int error = 0);

// The texts of {$op: {name: text, ...}} in the order of the parameters,
// missing where one is not given. Errors: those that `named` tells.
StatusOr<std::vector<Element>> NamedOperands(const Element& operand,
                                             const NamedParameters& named);

// The same, parsed; one that is not given is no expression.
StatusOr<std::vector<Expression>> ParseNamedOperands(
    const Element& operand, const NamedParameters& named, const Scope& scope);

}  // namespace meerkat::query::expression
