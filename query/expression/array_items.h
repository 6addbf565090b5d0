// The items of arrays, for operators that look at them in another order than
// the bytes'.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <algorithm>
#include <span>
#include <vector>

#include "query/expression/expression.h"

namespace meerkat::query::expression {

// REQUIRES: an array. Valid as long as the array.
std::vector<Element> ItemsOf(const Element& array);
Value ArrayOf(std::span<const Element> items);

// The same, each item a step of the context's; its error ends them.
StatusOr<std::vector<Element>> ItemsOf(const Element& array,
                                       EvaluationContext& context);
StatusOr<Value> ArrayOf(std::span<const Element> items,
                        EvaluationContext& context);

// A stable sort, each comparison a step of the context's.
template <typename Item, typename IsBefore>
Status Sort(std::vector<Item>& items, EvaluationContext& context,
            IsBefore is_before) {
  Status status;
  std::ranges::stable_sort(items, [&](const Item& a, const Item& b) {
    // After an error all items are equal, and the sort is soon over.
    if (!status.ok()) return false;
    status = context.Step();
    return status.ok() && is_before(a, b);
  });
  return status;
}

}  // namespace meerkat::query::expression
