// How RocksDB is set up, in one place. What was measured is told in
// options.cc beside each choice.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <vector>

#include "storage/kv/store.h"

namespace meerkat::storage::kv {

struct RocksOptions {
  rocksdb::DBOptions db;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  std::shared_ptr<rocksdb::Cache> cache;
};

// `env` outlives the database opened with the result.
RocksOptions MakeRocksOptions(const StoreOptions& options, rocksdb::Env* env,
                              std::shared_ptr<rocksdb::Logger> log);

}  // namespace meerkat::storage::kv
