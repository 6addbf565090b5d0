// Reads RocksDB's write-ahead logs without RocksDB.
//
// Says how far a log may be read and whether the next one goes on where it ends
// (log_guard.h) and, when a database is refused, where the damage is
// (recovery.h). The log is a row of 32 KiB blocks, each a row of records: check
// sum (4), length (2), type (1), data. What is longer than the rest of a block
// is written as several of them. A block's rest of less than seven bytes is
// padding. The manifest has the same form. Format: RocksDB wiki, "Write Ahead
// Log File Format" and "WriteBatch".
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

struct LogDamage {
  std::string file;
  // Of the first record that cannot be read.
  uint64_t offset = 0;
};

inline constexpr size_t kLogBlockSize = 32768;
inline constexpr size_t kLogHeaderSize = 7;

// What can be read of one log.
struct LogExtent {
  // The offset of the first record that cannot be read; the file's size when
  // all can.
  uint64_t end = 0;
  // The sequence number of its first write, of which at least the beginning is
  // there, and the one that follows its last whole write.
  std::optional<uint64_t> first = {};
  std::optional<uint64_t> next = {};
};

StatusOr<LogExtent> ScanLog(const std::string& path,
                            rocksdb::FileSystem* file_system);

// The same of the first block only: enough for `first`.
StatusOr<LogExtent> ScanLogStart(const std::string& path,
                                 rocksdb::FileSystem* file_system);

// The log files' names in the order they were written.
std::vector<std::string> LogNames(const std::string& directory,
                                  rocksdb::FileSystem* file_system);

// Looks through the logs in `directory` in order. None when all records read.
std::optional<LogDamage> FindLogDamage(const std::string& directory,
                                       rocksdb::FileSystem* file_system);

// Bytes in all logs of `directory`.
uint64_t TotalLogSize(const std::string& directory,
                      rocksdb::FileSystem* file_system);

}  // namespace meerkat::storage::kv
