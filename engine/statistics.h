// Numbers about collections and databases.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/engine.h"
#include "storage/catalog.h"

namespace meerkat::engine {

struct Statistics {
  int64_t collections = 0;
  int64_t documents = 0;
  // Bytes of the documents as BSON.
  int64_t data_size = 0;
  // Bytes they take on the disk, compressed; estimated.
  int64_t storage_size = 0;
};

// REQUIRES, for both: an Operation is held.
Statistics StatisticsOf(const storage::CatalogEntry& collection);
Statistics StatisticsOf(Engine& engine, std::string_view database);

}  // namespace meerkat::engine
