// Marker: the number of the last write known to be on the disk.
//
// After a crash RocksDB replays its log up to the first record it cannot read
// and drops the rest. A torn end is what a crash leaves and is harmless; damage
// before it would silently drop acknowledged writes. The marker tells the two
// apart (recovery.h): it is written after each sync of the log and before the
// write is acknowledged, so it may lag behind what is durable and never leads.
//
// The file holds two slots that are written in turn, so that a torn write
// leaves the other one. Each is 24 bytes, little-endian:
//
//   0  8  "MKTMARK1"
//   8  8  the number
//  16  8  check sum of the sixteen bytes before
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <string>

namespace rocksdb {
class FileSystem;
class FSRandomRWFile;
}  // namespace rocksdb

namespace meerkat::storage::kv {

// Thread-safe.
class Marker {
 public:
  // The number in the file at `path`; 0 when there is none or it is damaged,
  // which means that nothing is known.
  static StatusOr<uint64_t> Read(const std::string& path,
                                 rocksdb::FileSystem* file_system);
  // Opens it for writing, beginning with `sequence`.
  static StatusOr<std::unique_ptr<Marker>> Open(
      const std::string& path, uint64_t sequence,
      rocksdb::FileSystem* file_system);

  ~Marker();

  // Raises the number; a smaller one changes nothing. Not synced itself.
  Status Advance(uint64_t sequence);
  Status Sync();

 private:
  Marker(std::unique_ptr<rocksdb::FSRandomRWFile> file, uint64_t sequence);

  absl::Mutex mutex_;
  const std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  uint64_t sequence_ ABSL_GUARDED_BY(mutex_);
  int next_slot_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace meerkat::storage::kv
