// Store: ordered keys and values on disk or in memory, over RocksDB.
//
// The only door to RocksDB. It keeps three keyspaces (keyspace.h), commits
// batches atomically, reads by snapshot, and holds the durability promise:
//
//   Durability::kProcess   survives the end of the process; reaches the disk
//                          within 100 ms
//   Durability::kDisk      survives a loss of power when Write returns; writers
//                          that wait at the same time share one sync
//
// A directory that lost acknowledged data is refused at open, see recovery.h.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "storage/kv/cursor.h"
#include "storage/kv/keyspace.h"
#include "storage/kv/snapshot.h"
#include "storage/kv/write_batch.h"

namespace meerkat::storage::kv {

struct StoreOptions {
  // An absolute path (directory.h); empty: in memory.
  std::string directory = {};
  bool read_only = false;
  bool create_if_missing = true;
  // Bytes for the block cache and the write buffers together.
  size_t memory_budget = size_t{48} << 20;
  // Every part is set except file_system, where null means the real one.
  Environment environment = {};
};

enum class Durability { kProcess, kDisk };

struct CursorOptions {
  // Keys in [lower, upper); empty means no bound.
  std::string_view lower = {};
  std::string_view upper = {};
  // Null: the latest state.
  const Snapshot* snapshot = nullptr;
};

struct StoreSize {
  uint64_t disk_bytes = 0;
  uint64_t memory_bytes = 0;
};

// Thread-safe.
class Store {
 public:
  // Errors: 176 FileOpenFailed, 98 DBPathInUse, 301 DataCorruptionDetected, 72
  // InvalidOptions (newer format), 14031 OutOfDiskSpace.
  static StatusOr<std::unique_ptr<Store>> Open(const StoreOptions& options);

  // Closes as well as it can; Close() tells how that went.
  ~Store();
  // Writes everything out, so that the next open has nothing to recover.
  // REQUIRES: no snapshot or cursor lives. Calling it again is ok.
  Status Close();

  bool in_memory() const;
  bool read_only() const;

  Snapshot TakeSnapshot();
  // The number of the last write that readers can see.
  uint64_t LatestSequence() const;

  // Calls `use` with the value of `key` and returns true, or returns false
  // when there is none. `snapshot` null: the latest state. The value is valid
  // during the call only.
  StatusOr<bool> Get(Keyspace keyspace, std::string_view key,
                     const Snapshot* snapshot,
                     absl::FunctionRef<void(std::string_view)> use) const;

  Cursor NewCursor(Keyspace keyspace, const CursorOptions& options) const;

  WriteBatch NewBatch() const;
  // Applies `batch` as a whole. On an error nothing of it is visible.
  Status Write(WriteBatch& batch, Durability durability);

  // Returns when every write that has returned is on the disk.
  Status Sync();
  // Gives cached blocks and write buffers back.
  void Trim();
  // Leaves so much of the memory budget to somebody else.
  void ReserveMemory(size_t bytes);

  StoreSize Size() const;
  // Estimated bytes on disk of the keys in [begin, end).
  uint64_t ApproximateSize(Keyspace keyspace, std::string_view begin,
                           std::string_view end) const;

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

// "9.10.0"
std::string RocksDbVersion();

}  // namespace meerkat::storage::kv
