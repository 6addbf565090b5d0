// ManifestWatch: a file system that tells how far the manifest is durable.
//
// The manifest is RocksDB's list of its files. The marker notes how much of it
// was synced, so that at the next open a torn end can be told from damage
// (recovery.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

// Called by any thread, after a sync of the manifest with this number in its
// name has returned, with the size it then had.
using ManifestSynced = std::function<void(uint64_t number, uint64_t size)>;

// 7 of ".../MANIFEST-000007"; nothing for other names.
std::optional<uint64_t> ManifestNumber(std::string_view path);

std::shared_ptr<rocksdb::FileSystem> NewManifestWatch(
    std::shared_ptr<rocksdb::FileSystem> files, ManifestSynced synced);

}  // namespace meerkat::storage::kv
