// SpaceGuard: keeps the last free space of a disk for deleting.
//
// On a full disk a database cannot even delete, for that is written too, and
// RocksDB has to stop when a write of its own fails. So documents are neither
// added nor changed while only a reserve is free: deleting works, memory tables
// can be written out, and when there is room again writing goes on at once.
#pragma once

#include <meerkat/status.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

// Thread-safe. Looks at the disk about once for every megabyte written.
class SpaceGuard {
 public:
  // For files in `directory`. `unwritten` tells how many bytes in memory are
  // still to be written out. `files` outlives it.
  SpaceGuard(rocksdb::FileSystem* files, std::string directory,
             std::function<uint64_t()> unwritten);

  // Asks for the writing of `bytes` that add to the database. Error 14031
  // OutOfDiskSpace when they would use the reserve.
  Status Request(size_t bytes);

 private:
  Status Look(size_t bytes);

  rocksdb::FileSystem* const files_;
  const std::string directory_;
  const std::function<uint64_t()> unwritten_;
  // Bytes that may be written before it looks again.
  std::atomic<int64_t> allowance_{0};
};

}  // namespace meerkat::storage::kv
