#include "storage/kv/rocksdb_types.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

namespace meerkat::storage::kv {

namespace {

constexpr std::string_view kPrefix = "storage: ";

// RocksDB knows only of a full disk, not of a quota that is used up (EDQUOT).
// And where it reports an error that another one led to, only the text is left
// of the first.
bool IsNoSpace(const rocksdb::Status& status) {
  if (status.IsNoSpace()) return true;
  const std::string text = status.ToString();
  return text.find(std::strerror(ENOSPC)) != std::string::npos ||
         text.find(std::strerror(EDQUOT)) != std::string::npos;
}

bool IsForbidden(const rocksdb::Status& status) {
  return status.IsIOError() &&
         status.ToString().find(std::strerror(EACCES)) != std::string::npos;
}

ErrorCode CodeOf(const rocksdb::Status& status) {
  if (IsNoSpace(status)) return ErrorCode::kOutOfDiskSpace;
  if (status.IsCorruption()) return ErrorCode::kDataCorruptionDetected;
  if (status.IsPathNotFound() || IsForbidden(status)) {
    return ErrorCode::kFileOpenFailed;
  }
  if (status.IsBusy() || status.IsTryAgain()) return ErrorCode::kWriteConflict;
  if (status.IsShutdownInProgress()) return ErrorCode::kShutdownInProgress;
  return ErrorCode::kOperationFailed;
}

// RocksDB's text, which begins with the kind of error: twice, where RocksDB
// made one error out of another.
std::string TextOf(const rocksdb::Status& status) {
  constexpr std::string_view kKind = "Corruption: ";
  std::string text = status.ToString();
  while (text.starts_with(kKind) &&
         std::string_view(text).substr(kKind.size()).starts_with(kKind)) {
    text.erase(0, kKind.size());
  }
  return text;
}

}  // namespace

Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  // An error of ours that came through RocksDB has its words already.
  const char* own = status.getState();
  if (own != nullptr && std::string_view(own).starts_with(kPrefix)) {
    return MakeError(CodeOf(status), own);
  }
  return MakeError(CodeOf(status),
                   fmt::format("{}{}", kPrefix, TextOf(status)));
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
