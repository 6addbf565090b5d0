#include "storage/kv/log_guard.h"

#include <fmt/format.h>
#include <rocksdb/file_system.h>
#include <rocksdb/io_status.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "storage/kv/log_scan.h"
#include "storage/kv/rocksdb_types.h"

namespace meerkat::storage::kv {

namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr uint64_t kTypeOffset = 6;

const IOOptions kIo;

// The first bytes of a file.
class Beginning : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  Beginning(std::unique_ptr<rocksdb::FSSequentialFile> file, uint64_t size)
      : FSSequentialFileOwnerWrapper(std::move(file)), left_(size) {}

  IOStatus Read(size_t n, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) override {
    IOStatus status = FSSequentialFileOwnerWrapper::Read(
        std::min<uint64_t>(n, left_), options, result, scratch, debug);
    left_ -= std::min<uint64_t>(result->size(), left_);
    return status;
  }
  IOStatus Skip(uint64_t n) override {
    const uint64_t skipped = std::min(n, left_);
    left_ -= skipped;
    return FSSequentialFileOwnerWrapper::Skip(skipped);
  }

 private:
  uint64_t left_;
};

bool IsLog(std::string_view path) { return path.ends_with(".log"); }

bool IsManifest(std::string_view path) {
  return path.substr(path.rfind('/') + 1).starts_with("MANIFEST-");
}

// Those of log files that are written over; ours never are.
bool IsRecycledType(char type) {
  constexpr uint8_t kFirst = 5, kLast = 8;
  constexpr uint8_t kTimestampSize = 11, kPredecessor = 131;
  const auto number = static_cast<uint8_t>(type);
  return (number >= kFirst && number <= kLast) || number == kTimestampSize ||
         number == kPredecessor;
}

class LogGuard : public rocksdb::FileSystemWrapper {
 public:
  explicit LogGuard(std::shared_ptr<rocksdb::FileSystem> files)
      : FileSystemWrapper(std::move(files)) {}

  const char* Name() const override { return "meerkat::LogGuard"; }

  IOStatus NewSequentialFile(const std::string& path,
                             const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override {
    if (!IsLog(path) && !IsManifest(path)) {
      return target()->NewSequentialFile(path, options, result, debug);
    }
    const StatusOr<uint64_t> end = EndOfRecords(path, target());
    if (!end.ok()) {
      return rocksdb::status_to_io_status(FromStatus(end.status()));
    }
    if (IsManifest(path)) {
      IOStatus checked = CheckManifest(path, *end);
      if (!checked.ok()) return checked;
      return target()->NewSequentialFile(path, options, result, debug);
    }
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    IOStatus opened = target()->NewSequentialFile(path, options, &file, debug);
    if (opened.ok()) {
      *result = std::make_unique<Beginning>(std::move(file), *end + 1);
    }
    return opened;
  }

 private:
  IOStatus CheckManifest(const std::string& path, uint64_t end) {
    std::unique_ptr<rocksdb::FSRandomAccessFile> file;
    IOStatus status = target()->NewRandomAccessFile(path, {}, &file, nullptr);
    if (!status.ok()) return status;
    char type = 0;
    Slice byte;
    status = file->Read(end + kTypeOffset, 1, kIo, &byte, &type, nullptr);
    if (!status.ok() || byte.empty() || !IsRecycledType(byte[0])) return status;
    return IOStatus::Corruption(
        fmt::format("'{}' is damaged at offset {}", path, end));
  }
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> NewLogGuard(
    std::shared_ptr<rocksdb::FileSystem> files) {
  return std::make_shared<LogGuard>(std::move(files));
}

}  // namespace meerkat::storage::kv
