// LockTable: exclusive locks on keys, held by a transaction until it ends.
//
// Two writers of one document meet here: the second waits, or fails when it
// must not wait. Readers take no locks.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>

#include <array>
#include <condition_variable>
#include <string>
#include <string_view>

#include "storage/deadline.h"
#include "storage/mutex.h"

namespace meerkat::storage::kv {

// Thread-safe.
class LockTable {
 public:
  // Who holds a lock; only compared.
  using Owner = const void*;
  enum class Result { kTaken, kAlreadyMine, kHeldByOther };

  // Takes the lock of `key` if it is free.
  Result TryLock(std::string_view key, Owner owner);
  // Waits for it until `deadline`. A caller that holds a lock must not wait:
  // two such callers could wait for each other.
  Result Lock(std::string_view key, Owner owner, const Deadline& deadline);
  // REQUIRES: `key` is locked.
  void Unlock(std::string_view key);

 private:
  struct Shard {
    Mutex mutex;
    std::condition_variable given_back;
    absl::flat_hash_map<std::string, Owner> held ABSL_GUARDED_BY(mutex);
  };
  static constexpr size_t kShards = 64;

  static Result TryLockIn(Shard& shard, std::string_view key, Owner owner)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  Shard& ShardOf(std::string_view key);

  std::array<Shard, kShards> shards_;
};

}  // namespace meerkat::storage::kv
