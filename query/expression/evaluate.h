// What the operators' functions share.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstddef>
#include <string_view>

#include "query/expression/expression.h"
#include "query/expression/operand.h"

namespace meerkat::query::expression {

// The value of an expression, borrowed where it can be; missing for none.
StatusOr<Operand> EvaluateOperand(const Expression& expression,
                                  EvaluationContext& context);

// Null, undefined or missing: most operators then come to null.
inline bool IsNullish(const Element& value) {
  return !value.exists() || value.type() == Type::kNull ||
         value.type() == Type::kUndefined;
}

// As $and, $cond and so on see a value: false, 0, null, undefined and missing
// are false, all else is true, also "" and [].
bool IsTrue(const Element& value);

// Error: 10334 when a value of `size` bytes is more than kMaxComputedSize.
Status CheckSize(size_t size);

// Error: 16493 when `value` is a string that no document could store.
Status CheckString(const Element& value);

// Whether documents and arrays stand in one another, the value itself counted,
// more than so many times. Looks no deeper than that.
bool IsDeeperThan(int levels, const Element& value);

// Error: 15 when a value is nested deeper than kMaxExpressionDepth. For loops:
// what is evaluated once cannot add many levels.
Status CheckDepth(const Element& value);

}  // namespace meerkat::query::expression
