// ReachedAt: what a path of an index reaches when no array is in the way.
#pragma once

#include <meerkat/document.h>

#include <cstddef>

#include "storage/bson/field_path.h"

namespace meerkat::index {

// What `path` reaches through documents; an array that is in the way, or at the
// end; missing where the path ends early.
inline Element ReachedAt(DocumentView document, const bson::FieldPath& path) {
  Element value = document.Find(path[0]);
  for (size_t i = 1; i < path.size(); ++i) {
    if (value.type() == Type::kArray) return value;
    if (value.type() != Type::kDocument) return Element();
    value = value.AsDocument().Find(path[i]);
  }
  return value;
}

}  // namespace meerkat::index
