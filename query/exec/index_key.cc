#include "query/exec/index_key.h"

namespace meerkat::query {

void AppendIndexKey(DocumentView index_key, DocumentView document,
                    Builder& key) {
  for (const Element& field : index_key) {
    const Element value = document[field.name()];
    value.exists() ? key.Append(value) : key.Append(field.name(), nullptr);
  }
}

}  // namespace meerkat::query
