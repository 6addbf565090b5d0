#include "storage/kv/manifest_watch.h"

#include <rocksdb/file_system.h>
#include <rocksdb/io_status.h>

#include <charconv>
#include <string>
#include <system_error>
#include <utility>

namespace meerkat::storage::kv {

namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class WatchedManifest : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedManifest(std::unique_ptr<rocksdb::FSWritableFile> file,
                  uint64_t number, const ManifestSynced& synced)
      : FSWritableFileOwnerWrapper(std::move(file)),
        number_(number),
        synced_(synced) {}

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return Tell(FSWritableFileOwnerWrapper::Sync(options, debug), options);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Tell(FSWritableFileOwnerWrapper::Fsync(options, debug), options);
  }

 private:
  // RocksDB appends to a manifest and syncs it by turns.
  IOStatus Tell(IOStatus status, const IOOptions& options) {
    if (status.ok()) synced_(number_, GetFileSize(options, nullptr));
    return status;
  }

  const uint64_t number_;
  const ManifestSynced& synced_;
};

class ManifestWatch : public rocksdb::FileSystemWrapper {
 public:
  ManifestWatch(std::shared_ptr<rocksdb::FileSystem> files,
                ManifestSynced synced)
      : FileSystemWrapper(std::move(files)), synced_(std::move(synced)) {}

  const char* Name() const override { return "meerkat::ManifestWatch"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    IOStatus made = target()->NewWritableFile(path, options, result, debug);
    const std::optional<uint64_t> number = ManifestNumber(path);
    if (made.ok() && number.has_value()) {
      *result = std::make_unique<WatchedManifest>(std::move(*result), *number,
                                                  synced_);
    }
    return made;
  }

 private:
  const ManifestSynced synced_;
};

}  // namespace

std::optional<uint64_t> ManifestNumber(std::string_view path) {
  constexpr std::string_view kPrefix = "MANIFEST-";
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(name.data(), name.data() + name.size(), number);
  const bool is_number =
      error == std::errc() && end == name.data() + name.size();
  return is_number ? std::optional(number) : std::nullopt;
}

std::shared_ptr<rocksdb::FileSystem> NewManifestWatch(
    std::shared_ptr<rocksdb::FileSystem> files, ManifestSynced synced) {
  return std::make_shared<ManifestWatch>(std::move(files), std::move(synced));
}

}  // namespace meerkat::storage::kv
