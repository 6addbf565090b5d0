#include "query/expression/array_items.h"

#include <meerkat/builder.h>

#include <utility>

#include "storage/status_macros.h"

namespace meerkat::query::expression {

std::vector<Element> ItemsOf(const Element& array) {
  std::vector<Element> items;
  for (const Element& item : array.AsDocument()) items.push_back(item);
  return items;
}

Value ArrayOf(std::span<const Element> items) {
  Builder builder;
  for (const Element& item : items) builder.AppendItem(item);
  return Value::ArrayOf(std::move(builder).Finish());
}

StatusOr<std::vector<Element>> ItemsOf(const Element& array,
                                       EvaluationContext& context) {
  std::vector<Element> items;
  for (const Element& item : array.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    items.push_back(item);
  }
  return items;
}

StatusOr<Value> ArrayOf(std::span<const Element> items,
                        EvaluationContext& context) {
  Builder builder;
  for (const Element& item : items) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    builder.AppendItem(item);
  }
  return Value::ArrayOf(std::move(builder).Finish());
}

}  // namespace meerkat::query::expression
