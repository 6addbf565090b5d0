// FieldList: the fields of a document under construction, where a field given
// again takes the place of the first.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstddef>
#include <string_view>
#include <vector>

namespace meerkat::query::expression {

// Borrows names and values. Not thread-safe.
class FieldList {
 public:
  // Under the element's own name.
  void Set(const Element& field);
  void SetAll(DocumentView document) {
    for (const Element& field : document) Set(field);
  }
  Value ToDocument() const;

 private:
  std::vector<Element> fields_;
  absl::flat_hash_map<std::string_view, size_t> places_;
};

}  // namespace meerkat::query::expression
