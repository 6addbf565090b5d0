// IndexEntry: an index of a collection, as planning sees it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/index_set.h"

namespace meerkat::query {

struct IndexEntry {
  std::string name;
  // Paths and directions: {_id: 1}.
  Document key;
  // Null for that on _id, which is the order of the records.
  std::shared_ptr<const index::Index> index = nullptr;
};

// What every collection has: the index "_id_" on {_id: 1}.
std::span<const IndexEntry> IdIndexOnly();

// That and all others that queries may use: they are ready and not hidden.
std::vector<IndexEntry> UsableIndexes(const index::IndexSet& indexes);

}  // namespace meerkat::query
