#include "storage/kv/lock_table.h"

#include <functional>

#include "storage/str.h"

namespace meerkat::storage::kv {

LockTable::Shard& LockTable::ShardOf(std::string_view key) {
  return shards_[std::hash<std::string_view>()(key) % kShards];
}

LockTable::Result LockTable::TryLockIn(Shard& shard, std::string_view key,
                                       Owner owner) {
  const auto [held, taken] = shard.held.try_emplace(to_absl(key), owner);
  if (taken) return Result::kTaken;
  return held->second == owner ? Result::kAlreadyMine : Result::kHeldByOther;
}

LockTable::Result LockTable::TryLock(std::string_view key, Owner owner) {
  Shard& shard = ShardOf(key);
  MutexLock lock(&shard.mutex);
  return TryLockIn(shard, key, owner);
}

LockTable::Result LockTable::Lock(std::string_view key, Owner owner,
                                  const Deadline& deadline) {
  Shard& shard = ShardOf(key);
  MutexLock lock(&shard.mutex);
  const Result result = TryLockIn(shard, key, owner);
  if (result != Result::kHeldByOther) return result;
  auto is_free = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex) {
    return !shard.held.contains(to_absl(key));
  };
  if (!shard.mutex.AwaitUntil(shard.given_back, deadline, is_free)) {
    return Result::kHeldByOther;
  }
  return TryLockIn(shard, key, owner);
}

void LockTable::Unlock(std::string_view key) {
  Shard& shard = ShardOf(key);
  {
    MutexLock lock(&shard.mutex);
    shard.held.erase(to_absl(key));
  }
  shard.given_back.notify_all();
}

}  // namespace meerkat::storage::kv
