#include "query/expression/field_list.h"

#include <meerkat/builder.h>

#include <utility>

namespace meerkat::query::expression {

void FieldList::Set(const Element& field) {
  const auto [place, added] = places_.try_emplace(field.name(), fields_.size());
  if (added) {
    fields_.push_back(field);
  } else {
    fields_[place->second] = field;
  }
}

Value FieldList::ToDocument() const {
  Builder builder;
  for (const Element& field : fields_) builder.Append(field);
  return Value(std::move(builder).Finish());
}

}  // namespace meerkat::query::expression
