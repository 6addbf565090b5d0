// LogGuard: a file system that keeps RocksDB's log reader away from damage.
//
// What a crash leaves behind the last whole record may be anything, and two
// things RocksDB's reader does not survive (read in 9.10 and 11.9):
//
//   a record whose type byte says "recycled" in a log that is not: it is read
//   again and again, for ever, so that opening hangs;
//   a stretch of zeros: the block's rest is passed over without a word, and
//   reading goes on behind it, which leaves a hole in the data.
//
// So a log ends, for RocksDB, one byte after its last readable record: enough
// to tell it that something is cut off there, so that it does not go on with
// the next log as if nothing were missing. A manifest with such a record is
// refused; other damage of it RocksDB reports by itself.
#pragma once

#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

std::shared_ptr<rocksdb::FileSystem> NewLogGuard(
    std::shared_ptr<rocksdb::FileSystem> files);

}  // namespace meerkat::storage::kv
