#include "query/plan/index_entry.h"

namespace meerkat::query {

std::span<const IndexEntry> IdIndexOnly() {
  static const auto* const kIdIndex =
      new IndexEntry{.name = "_id_", .key = Document{{"_id", 1}}};
  return {kIdIndex, 1};
}

std::vector<IndexEntry> UsableIndexes(const index::IndexSet& indexes) {
  std::vector<IndexEntry> entries{IdIndexOnly().front()};
  for (const auto& index : indexes.indexes()) {
    if (!index->is_ready() || index->spec.hidden) continue;
    entries.push_back({index->spec.name, index->spec.key.document(), index});
  }
  return entries;
}

}  // namespace meerkat::query
