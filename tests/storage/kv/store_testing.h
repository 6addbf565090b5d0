// Stores for the tests of storage, in memory or in a directory of their own.
#pragma once

#include <meerkat/environment.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/kv/store.h"
#include "tests/catch.hpp"
#include "tests/support/manual_executor.h"

namespace meerkat::testing {

// Background work waits until a test says so.
class StoreEnvironment {
 public:
  Environment get() {
    return {&Clock::Real(), &RandomSource::Real(), nullptr, &executor};
  }
  ManualExecutor executor;
};

// `directory` empty: in memory.
inline std::unique_ptr<storage::kv::Store> OpenStore(
    StoreEnvironment& environment, const std::string& directory = "") {
  storage::kv::StoreOptions options;
  options.directory = directory;
  options.environment = environment.get();
  auto store = storage::kv::Store::Open(options);
  INFO(store.status());
  REQUIRE(store.ok());
  return *std::move(store);
}

inline std::optional<std::string> Get(
    const storage::kv::Store& store, storage::kv::Keyspace keyspace,
    std::string_view key, const storage::kv::Snapshot* snapshot = nullptr) {
  std::optional<std::string> value;
  const auto found =
      store.Get(keyspace, key, snapshot,
                [&](std::string_view stored) { value = stored; });
  REQUIRE(found.ok());
  REQUIRE(*found == value.has_value());
  return value;
}

inline void Put(storage::kv::Store& store, storage::kv::Keyspace keyspace,
                std::string_view key, std::string_view value) {
  storage::kv::WriteBatch batch = store.NewBatch();
  batch.Put(keyspace, key, value);
  REQUIRE(store.Write(batch, storage::kv::Durability::kProcess).ok());
}

// All keys of a range in order, separated by spaces.
inline std::string Keys(const storage::kv::Store& store,
                        storage::kv::Keyspace keyspace,
                        const storage::kv::CursorOptions& options = {}) {
  std::string keys;
  storage::kv::Cursor cursor = store.NewCursor(keyspace, options);
  for (cursor.SeekToFirst(); cursor.Valid(); cursor.Next()) {
    keys.append(keys.empty() ? "" : " ").append(cursor.key());
  }
  REQUIRE(cursor.status().ok());
  return keys;
}

}  // namespace meerkat::testing
