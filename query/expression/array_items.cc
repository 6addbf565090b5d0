#include "query/expression/array_items.h"

#include <meerkat/builder.h>

#include <utility>

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

}  // namespace meerkat::query::expression
