// LogGuard: a file system that keeps RocksDB's log reader away from what a
// crash leaves behind.
//
// RocksDB's recovery does not survive all of it (read in 9.10 and 11.9):
//
//   a record whose type byte says "recycled" in a log that is not: it is read
//   again and again, for ever, so that opening hangs;
//   a stretch of zeros: the block's rest is passed over without a word, and
//   reading goes on behind it, which leaves a hole in the data;
//   a log that lost its end exactly between two records, while the log after it
//   is there: both are replayed, and the hole is not noticed;
//   a log that is lost as a whole, likewise;
//   a manifest with a torn end: opening fails for good.
//
// So a log ends, for RocksDB, at its last readable record. When it is damaged
// behind that, or the next log does not go on with the following sequence
// number, there is one byte more, which tells RocksDB that something is cut off
// there; then it takes the next log only if it goes on where this one ends. A
// manifest ends at its last readable record too; recovery.h refuses the
// database when that is too early. And no log is begun before the existence of
// those before it is on the disk, so that a log can be missing only through
// damage.
#pragma once

#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

std::shared_ptr<rocksdb::FileSystem> NewLogGuard(
    std::shared_ptr<rocksdb::FileSystem> files);

}  // namespace meerkat::storage::kv
