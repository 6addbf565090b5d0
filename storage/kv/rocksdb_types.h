// Conversions between RocksDB's types and ours, inside kv only.
#pragma once

#include <meerkat/status.h>
#include <rocksdb/slice.h>
#include <rocksdb/status.h>

#include <string_view>

namespace meerkat::storage::kv {

inline rocksdb::Slice ToSlice(std::string_view bytes) {
  return rocksdb::Slice(bytes.data(), bytes.size());
}

inline std::string_view ToView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// RocksDB's status as one of ours: 14031 OutOfDiskSpace, 301
// DataCorruptionDetected, 176 FileOpenFailed, 112 WriteConflict, 96
// OperationFailed. The message keeps RocksDB's words, which name the file.
Status ToStatus(const rocksdb::Status& status);

// The other way, for a FileSystem of ours that RocksDB calls.
rocksdb::Status FromStatus(const Status& status);

}  // namespace meerkat::storage::kv
