// SystemFiles: RocksDB's file system over the operating system's files, with
// two answers corrected.
//
// RocksDB's own (9.10) says that a file does not exist where it may not look
// for it, though a database that may not be read is not a new one; and it opens
// what it asks to be a directory, which waits for ever when that is a FIFO.
#pragma once

#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

std::shared_ptr<rocksdb::FileSystem> NewSystemFiles();

}  // namespace meerkat::storage::kv
