#include "storage/kv/log_guard.h"

#include <rocksdb/file_system.h>
#include <rocksdb/io_status.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/kv/log_scan.h"
#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

const IOOptions kIo;

// The first bytes of a file, and behind them a few that are no record.
class Beginning : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  Beginning(std::unique_ptr<rocksdb::FSSequentialFile> file, uint64_t size,
            size_t appended)
      : FSSequentialFileOwnerWrapper(std::move(file)),
        left_(size),
        appended_(appended) {}

  // Returns less than is asked for only at the end, as RocksDB expects it.
  IOStatus Read(size_t n, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) override {
    const size_t from_file = std::min<uint64_t>(n, left_);
    IOStatus status = FSSequentialFileOwnerWrapper::Read(
        from_file, options, result, scratch, debug);
    if (!status.ok()) return status;
    left_ -= result->size();
    const size_t added = std::min(n - from_file, appended_);
    if (added == 0 || left_ > 0) return status;
    const size_t read = result->size();
    if (result->data() != scratch) {
      std::copy_n(result->data(), read, scratch);
    }
    std::fill_n(scratch + read, added, '\xFF');
    appended_ -= added;
    *result = Slice(scratch, read + added);
    return status;
  }
  // RocksDB skips nothing in a log that it recovers from.
  IOStatus Skip(uint64_t) override {
    return IOStatus::NotSupported("skip within a log");
  }

 private:
  uint64_t left_;
  size_t appended_;
};

IOStatus ToIo(const Status& status) {
  return rocksdb::status_to_io_status(FromStatus(status));
}

std::string DirectoryOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

bool IsLog(std::string_view path) { return path.ends_with(".log"); }

bool IsManifest(std::string_view path) {
  return path.substr(path.rfind('/') + 1).starts_with("MANIFEST-");
}

// Enough to be taken for the begin of a record: behind the padding of a block.
size_t BytesOfNoRecord(uint64_t offset) {
  const size_t left_in_block = kLogBlockSize - offset % kLogBlockSize;
  return left_in_block < kLogHeaderSize ? left_in_block + 1 : 1;
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
    const StatusOr<LogExtent> extent = ScanLog(path, target());
    if (!extent.ok()) return ToIo(extent.status());
    StatusOr<bool> is_broken = false;
    if (IsLog(path)) is_broken = IsBroken(path, *extent);
    if (!is_broken.ok()) return ToIo(is_broken.status());
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    IOStatus opened = target()->NewSequentialFile(path, options, &file, debug);
    if (!opened.ok()) return opened;
    *result = std::make_unique<Beginning>(
        std::move(file), extent->end,
        *is_broken ? BytesOfNoRecord(extent->end) : 0);
    return opened;
  }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    IOStatus made = target()->NewWritableFile(path, options, result, debug);
    // The first one has none before it whose writes were not synced.
    const bool is_later_log = IsLog(path) && has_made_log_.exchange(true);
    if (!made.ok() || !is_later_log) return made;
    return SyncDirectory(DirectoryOf(path));
  }

 private:
  // Whether RocksDB must not take the log for complete.
  StatusOr<bool> IsBroken(const std::string& path, const LogExtent& extent) {
    uint64_t size = 0;
    MEERKAT_RETURN_IF_ERROR(
        ToStatus(target()->GetFileSize(path, kIo, &size, nullptr)));
    if (size > extent.end) return true;
    const std::string directory = DirectoryOf(path);
    const std::string name = path.substr(directory.size() + 1);
    const std::vector<std::string> names = LogNames(directory, target());
    const auto found = std::ranges::find(names, name);
    if (found == names.end() || found + 1 == names.end()) return false;
    MEERKAT_ASSIGN_OR_RETURN(
        const LogExtent following,
        ScanLogStart(directory + "/" + found[1], target()));
    if (!following.first.has_value()) return false;
    // RocksDB begins no log while the one before it is empty. A sequence number
    // may come again: the write that had it first was not acknowledged.
    return !extent.next.has_value() || *following.first > *extent.next;
  }

  IOStatus SyncDirectory(const std::string& path) {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    IOStatus status = target()->NewDirectory(path, kIo, &directory, nullptr);
    return status.ok() ? directory->Fsync(kIo, nullptr) : status;
  }

  std::atomic<bool> has_made_log_ = false;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> NewLogGuard(
    std::shared_ptr<rocksdb::FileSystem> files) {
  return std::make_shared<LogGuard>(std::move(files));
}

}  // namespace meerkat::storage::kv
