// Building an index of the documents that are there, while others write.
//
// index/bulk_load.h tells how: a bulk load of what a snapshot shows, then the
// logs of what changed meanwhile, the last one while all writers wait. A build
// that ends in any other way, by an error, a crash or the end of the process,
// leaves no index.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "storage/catalog.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

struct BuildOptions {
  storage::Deadline deadline = {};
  // Called now and then with the documents read so far and those there are,
  // which others may change meanwhile.
  std::function<void(int64_t done, int64_t total)> progress = {};
};

// Builds the indexes `names` of a collection, which are in its catalog entry
// with logs, and makes them ready. After an error they are as they were.
Status BuildIndexes(Engine& engine, const storage::CatalogEntry& collection,
                    const std::vector<std::string>& names,
                    const BuildOptions& options);

}  // namespace meerkat::engine
