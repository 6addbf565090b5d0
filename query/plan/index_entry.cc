#include "query/plan/index_entry.h"

namespace meerkat::query {

std::span<const IndexEntry> IdIndexOnly() {
  static const auto* const kIdIndex =
      new IndexEntry{.name = "_id_", .key = Document{{"_id", 1}}};
  return {kIdIndex, 1};
}

}  // namespace meerkat::query
