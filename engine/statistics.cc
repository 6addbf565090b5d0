#include "engine/statistics.h"

#include "index/stored_entry.h"
#include "storage/kv/keyspace.h"

namespace meerkat::engine {

Statistics StatisticsOf(Engine& engine,
                        const storage::CatalogEntry& collection) {
  const storage::Counts counts = collection.records->Total();
  Statistics numbers{
      .collections = 1,
      .documents = counts.documents,
      .data_size = counts.bytes,
      .storage_size = static_cast<int64_t>(collection.records->StorageSize()),
      .indexes = 1 + static_cast<int64_t>(collection.info->indexes.size())};
  for (const storage::IndexInfo& index : collection.info->indexes) {
    numbers.index_size += SizeOf(engine, index);
  }
  return numbers;
}

int64_t SizeOf(Engine& engine, const storage::IndexInfo& index) {
  return static_cast<int64_t>(engine.store().ApproximateSize(
      storage::kv::Keyspace::kIndex, index::EntryPrefix(index.id),
      index::EntryPrefix(index.id + 1)));
}

Statistics StatisticsOf(Engine& engine, std::string_view database) {
  Statistics total;
  const auto snapshot = engine.catalog().Snapshot();
  const auto* collections = snapshot->FindDatabase(database);
  if (collections == nullptr) return total;
  for (const auto& [name, entry] : *collections) {
    const Statistics one = StatisticsOf(engine, entry);
    total.collections += one.collections;
    total.documents += one.documents;
    total.data_size += one.data_size;
    total.storage_size += one.storage_size;
    total.indexes += one.indexes;
    total.index_size += one.index_size;
  }
  return total;
}

}  // namespace meerkat::engine
