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
  // Those on _id among them; they are the documents, and add nothing to the
  // size.
  int64_t indexes = 0;
  // Bytes of the others on the disk; estimated.
  int64_t index_size = 0;
};

// REQUIRES, for all: an Operation is held.
Statistics StatisticsOf(Engine& engine,
                        const storage::CatalogEntry& collection);
Statistics StatisticsOf(Engine& engine, std::string_view database);

// Bytes on the disk; estimated.
int64_t SizeOf(Engine& engine, const storage::IndexInfo& index);

}  // namespace meerkat::engine
