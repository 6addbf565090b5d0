// Lets RocksDB work on a FileSystem of ours, for tests and for programs that
// bring their own.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>

namespace meerkat {
class FileSystem;
}

namespace meerkat::storage::kv {

// `files` outlives the result. Locks are not RocksDB's business here: the
// whole directory is locked by directory.h.
std::shared_ptr<rocksdb::FileSystem> NewFileSystemAdapter(
    meerkat::FileSystem* files);

}  // namespace meerkat::storage::kv
