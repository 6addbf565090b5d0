// The operators of all families, by name.
#pragma once

#include <span>
#include <string_view>

#include "query/expression/node.h"

namespace meerkat::query::expression {

// The rows of one family, defined in the .cc of its name.
struct Family {
  std::span<const Operator> operators;
  std::span<const FormOperator> forms;
};

// Null when there is none of the name, which begins with a dollar.
const Operator* FindOperator(std::string_view name);
const FormOperator* FindForm(std::string_view name);
// Whether MongoDB has the operator and Meerkat does not yet.
bool IsKnownOperator(std::string_view name);

}  // namespace meerkat::query::expression
