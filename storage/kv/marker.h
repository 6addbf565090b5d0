// Marker: what is known to be on the disk.
//
// After a crash RocksDB replays its log up to the first record it cannot read
// and drops the rest. A torn end is what a crash leaves and is harmless; damage
// before it would silently drop acknowledged writes. The marker tells the two
// apart (recovery.h): it is written after each sync of the log and before the
// write is acknowledged, so it may lag behind what is durable and never leads.
// The same holds for the manifest, RocksDB's list of its files.
//
// The file holds two slots that are written in turn, so that a torn write
// leaves the other one. Each is 40 bytes, little-endian:
//
//   0  8  "MKTMARK1"
//   8  8  the number of the last durable write
//  16  8  the number in the manifest's name
//  24  8  how many bytes of the manifest are durable
//  32  8  check sum of the 32 bytes before
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/status.h>

#include <compare>
#include <cstdint>
#include <memory>
#include <string>

namespace rocksdb {
class FileSystem;
class FSRandomRWFile;
}  // namespace rocksdb

namespace meerkat::storage::kv {

// All zero: nothing is known.
struct DurableState {
  uint64_t sequence = 0;
  uint64_t manifest_number = 0;
  uint64_t manifest_size = 0;

  friend auto operator<=>(const DurableState&, const DurableState&) = default;
};

// Thread-safe.
class Marker {
 public:
  // What the file at `path` says; nothing when there is none or it is damaged.
  static StatusOr<DurableState> Read(const std::string& path,
                                     rocksdb::FileSystem* file_system);
  // Opens it for writing, beginning with `state`.
  static StatusOr<std::unique_ptr<Marker>> Open(
      const std::string& path, const DurableState& state,
      rocksdb::FileSystem* file_system);

  ~Marker();

  // Raises the number of the last write; a smaller one changes nothing. Not
  // synced itself.
  Status Advance(uint64_t sequence);
  // The same for a manifest; a later one counts as more.
  Status AdvanceManifest(uint64_t number, uint64_t size);
  Status Sync();

 private:
  Marker(std::unique_ptr<rocksdb::FSRandomRWFile> file,
         const DurableState& state);

  Status Write(const DurableState& state) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  const std::unique_ptr<rocksdb::FSRandomRWFile> file_;
  DurableState state_ ABSL_GUARDED_BY(mutex_);
  int next_slot_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace meerkat::storage::kv
