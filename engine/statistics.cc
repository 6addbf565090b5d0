#include "engine/statistics.h"

namespace meerkat::engine {

Statistics StatisticsOf(const storage::CatalogEntry& collection) {
  const storage::Counts counts = collection.records->Total();
  return {1, counts.documents, counts.bytes,
          static_cast<int64_t>(collection.records->StorageSize())};
}

Statistics StatisticsOf(Engine& engine, std::string_view database) {
  Statistics total;
  const auto snapshot = engine.catalog().Snapshot();
  const auto* collections = snapshot->FindDatabase(database);
  if (collections == nullptr) return total;
  for (const auto& [name, entry] : *collections) {
    const Statistics one = StatisticsOf(entry);
    total.collections += one.collections;
    total.documents += one.documents;
    total.data_size += one.data_size;
    total.storage_size += one.storage_size;
  }
  return total;
}

}  // namespace meerkat::engine
