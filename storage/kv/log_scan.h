// Finds the first damaged place in RocksDB's write-ahead logs.
//
// Says how far a log may be read (log_guard.h) and, when a database is refused,
// where the damage is (recovery.h). The log is a row of 32 KiB blocks, each a
// row of records: check sum (4), length (2), type (1), data. The manifest has
// the same form. Format: RocksDB wiki, "Write Ahead Log File Format".
#pragma once

#include <meerkat/status.h>

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

// The offset of the first record in the log at `path` that cannot be read; its
// size when all can.
StatusOr<uint64_t> EndOfRecords(const std::string& path,
                                rocksdb::FileSystem* file_system);

// Looks through the logs in `directory` in order. None when all records read.
std::optional<LogDamage> FindLogDamage(const std::string& directory,
                                       rocksdb::FileSystem* file_system);

// Bytes in all logs of `directory`.
uint64_t TotalLogSize(const std::string& directory,
                      rocksdb::FileSystem* file_system);

}  // namespace meerkat::storage::kv
