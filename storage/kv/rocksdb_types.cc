#include "storage/kv/rocksdb_types.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace meerkat::storage::kv {

namespace {

// Where RocksDB reports an error that another one led to, only the text is left
// of the first.
bool IsNoSpace(const rocksdb::Status& status) {
  return status.IsNoSpace() ||
         status.ToString().find(std::strerror(ENOSPC)) != std::string::npos;
}

ErrorCode CodeOf(const rocksdb::Status& status) {
  if (IsNoSpace(status)) return ErrorCode::kOutOfDiskSpace;
  if (status.IsCorruption()) return ErrorCode::kDataCorruptionDetected;
  if (status.IsPathNotFound()) return ErrorCode::kFileOpenFailed;
  if (status.IsBusy() || status.IsTryAgain()) return ErrorCode::kWriteConflict;
  if (status.IsShutdownInProgress()) return ErrorCode::kShutdownInProgress;
  return ErrorCode::kOperationFailed;
}

}  // namespace

Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return MakeError(CodeOf(status),
                   fmt::format("storage: {}", status.ToString()));
}

rocksdb::Status FromStatus(const Status& status) {
  if (status.ok()) return rocksdb::Status::OK();
  const std::string message = ErrorMessageOf(status);
  switch (ErrorCodeOf(status)) {
    case ErrorCode::kOutOfDiskSpace:
      return rocksdb::Status::NoSpace(message);
    case ErrorCode::kFileOpenFailed:
      return rocksdb::Status::PathNotFound(message);
    case ErrorCode::kDataCorruptionDetected:
      return rocksdb::Status::Corruption(message);
    default:
      return rocksdb::Status::IOError(message);
  }
}

}  // namespace meerkat::storage::kv
