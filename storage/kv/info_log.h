// RocksDB's log of what it does, kept small.
//
// Only warnings and errors are kept; the file is made by the first of them, so
// that opening a healthy database writes none, and begins anew at 1 MiB with
// the last one kept beside it as meerkat.log.old.
#pragma once

#include <rocksdb/env.h>

#include <memory>
#include <string>

namespace meerkat::storage::kv {

std::shared_ptr<rocksdb::Logger> NewInfoLog(std::string path);

// Keeps nothing; for databases in memory and read-only ones.
std::shared_ptr<rocksdb::Logger> NewNullLog();

}  // namespace meerkat::storage::kv
