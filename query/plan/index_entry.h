// IndexEntry: an index of a collection, as planning sees it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <span>
#include <string>

namespace meerkat::query {

struct IndexEntry {
  std::string name;
  // Paths and directions: {_id: 1}.
  Document key;
};

// What every collection has: the index "_id_" on {_id: 1}.
std::span<const IndexEntry> IdIndexOnly();

}  // namespace meerkat::query
