// Finds the first damaged place in RocksDB's write-ahead logs.
//
// Used when a database is refused, to say where the damage is; what was
// recovered is RocksDB's own decision (recovery.h). The log is a row of 32 KiB
// blocks, each a row of records: check sum (4), length (2), type (1), data.
// Format: RocksDB wiki, "Write Ahead Log File Format".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

struct LogDamage {
  std::string file;
  // Of the first record that cannot be read.
  uint64_t offset = 0;
};

// Looks through the logs in `directory` in order. None when all records read.
std::optional<LogDamage> FindLogDamage(const std::string& directory,
                                       rocksdb::FileSystem* file_system);

// Bytes in all logs of `directory`.
uint64_t TotalLogSize(const std::string& directory,
                      rocksdb::FileSystem* file_system);

}  // namespace meerkat::storage::kv
