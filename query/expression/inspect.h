// What an expression is, told without evaluating it.
#pragma once

#include "query/expression/expression.h"

namespace meerkat::query {

// Whether the value may depend on the document: "$a", "$$ROOT".
bool ReadsDocument(const Expression& expression);

// Whether evaluating it again gives the same value: nothing in it is random.
bool IsRepeatable(const Expression& expression);

}  // namespace meerkat::query
