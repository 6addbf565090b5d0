#include "storage/kv/file_system_adapter.h"

#include <meerkat/file_system.h>
#include <rocksdb/io_status.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "storage/kv/rocksdb_types.h"

namespace meerkat::storage::kv {

namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus ToIo(const Status& status) {
  if (status.ok()) return IOStatus::OK();
  return rocksdb::status_to_io_status(FromStatus(status));
}

class AdaptedReader : public rocksdb::FSRandomAccessFile {
 public:
  explicit AdaptedReader(std::unique_ptr<ReadableFile> file)
      : file_(std::move(file)) {}

  IOStatus Read(uint64_t offset, size_t n, const IOOptions&, Slice* result,
                char* scratch, IODebugContext*) const override {
    const StatusOr<size_t> read = file_->Read(offset, std::span(scratch, n));
    *result = Slice(scratch, read.ok() ? *read : 0);
    return ToIo(read.status());
  }

 private:
  const std::unique_ptr<ReadableFile> file_;
};

class AdaptedSequence : public rocksdb::FSSequentialFile {
 public:
  explicit AdaptedSequence(std::unique_ptr<ReadableFile> file)
      : file_(std::move(file)) {}

  IOStatus Read(size_t n, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    const StatusOr<size_t> read = file_->Read(position_, std::span(scratch, n));
    *result = Slice(scratch, read.ok() ? *read : 0);
    position_ += result->size();
    return ToIo(read.status());
  }
  IOStatus Skip(uint64_t n) override {
    position_ += n;
    return IOStatus::OK();
  }

 private:
  const std::unique_ptr<ReadableFile> file_;
  uint64_t position_ = 0;
};

class AdaptedWriter : public rocksdb::FSWritableFile {
 public:
  explicit AdaptedWriter(std::unique_ptr<WritableFile> file)
      : file_(std::move(file)) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&,
                  IODebugContext*) override {
    return ToIo(file_->Append(ToView(data)));
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return ToIo(file_->Truncate(size));
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return ToIo(file_->Close());
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return ToIo(file_->Sync());
  }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    return file_->Size().value_or(0);
  }

 private:
  const std::unique_ptr<WritableFile> file_;
};

// Written in place, never read back: what the marker needs.
class AdaptedInPlaceWriter : public rocksdb::FSRandomRWFile {
 public:
  explicit AdaptedInPlaceWriter(std::unique_ptr<WritableFile> file)
      : file_(std::move(file)) {}

  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions&,
                 IODebugContext*) override {
    return ToIo(file_->WriteAt(offset, ToView(data)));
  }
  IOStatus Read(uint64_t, size_t, const IOOptions&, Slice*, char*,
                IODebugContext*) const override {
    return IOStatus::NotSupported("read of a file written in place");
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return ToIo(file_->Sync());
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return ToIo(file_->Close());
  }

 private:
  const std::unique_ptr<WritableFile> file_;
};

class AdaptedDirectory : public rocksdb::FSDirectory {
 public:
  AdaptedDirectory(meerkat::FileSystem* files, std::string path)
      : files_(files), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return ToIo(files_->SyncDirectory(path_));
  }

 private:
  meerkat::FileSystem* const files_;
  const std::string path_;
};

class Adapter : public rocksdb::FileSystem {
 public:
  explicit Adapter(meerkat::FileSystem* files) : files_(files) {}

  const char* Name() const override { return "meerkat::FileSystem"; }

  IOStatus NewSequentialFile(const std::string& path, const FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext*) override {
    return Open<AdaptedSequence>(files_->OpenReadable(path), result);
  }
  IOStatus NewRandomAccessFile(
      const std::string& path, const FileOptions&,
      std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
      IODebugContext*) override {
    return Open<AdaptedReader>(files_->OpenReadable(path), result);
  }
  IOStatus NewWritableFile(const std::string& path, const FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext*) override {
    return Open<AdaptedWriter>(
        files_->OpenWritable(path, meerkat::FileSystem::OpenMode::kTruncate),
        result);
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions&,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext*) override {
    return Open<AdaptedWriter>(
        files_->OpenWritable(path, meerkat::FileSystem::OpenMode::kKeep),
        result);
  }
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                           IODebugContext*) override {
    return Open<AdaptedInPlaceWriter>(
        files_->OpenWritable(path, meerkat::FileSystem::OpenMode::kKeep),
        result);
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions&,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext*) override {
    *result = std::make_unique<AdaptedDirectory>(files_, path);
    return IOStatus::OK();
  }

  IOStatus FileExists(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    const Status status = files_->Stat(path).status();
    // Only what is missing is NotFound, which is what this error of Stat means:
    // RocksDB makes a new database where it finds none, and a failing disk, or
    // one that may not be read, must not look like that.
    if (ErrorCodeOf(status) == ErrorCode::kFileOpenFailed) {
      return IOStatus::NotFound(path);
    }
    return ToIo(status);
  }
  IOStatus GetChildren(const std::string& path, const IOOptions&,
                       std::vector<std::string>* result,
                       IODebugContext*) override {
    StatusOr<std::vector<std::string>> names = files_->List(path);
    if (names.ok()) *result = *std::move(names);
    return ToIo(names.status());
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    return ToIo(files_->Remove(path));
  }
  IOStatus CreateDir(const std::string& path, const IOOptions&,
                     IODebugContext*) override {
    return ToIo(files_->CreateDirectory(path));
  }
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions&,
                              IODebugContext*) override {
    const auto there = files_->Stat(path);
    if (there.ok() && there->is_directory) return IOStatus::OK();
    return ToIo(files_->CreateDirectory(path));
  }
  IOStatus DeleteDir(const std::string& path, const IOOptions&,
                     IODebugContext*) override {
    return ToIo(files_->RemoveDirectory(path));
  }
  IOStatus GetFileSize(const std::string& path, const IOOptions&,
                       uint64_t* size, IODebugContext*) override {
    const auto info = files_->Stat(path);
    if (info.ok()) *size = info->size;
    return ToIo(info.status());
  }
  IOStatus GetFileModificationTime(const std::string& path, const IOOptions&,
                                   uint64_t* time, IODebugContext*) override {
    const auto info = files_->Stat(path);
    if (info.ok()) *time = static_cast<uint64_t>(info->modified_seconds);
    return ToIo(info.status());
  }
  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions&, IODebugContext*) override {
    return ToIo(files_->Rename(from, to));
  }
  IOStatus GetFreeSpace(const std::string& path, const IOOptions&,
                        uint64_t* free, IODebugContext*) override {
    const StatusOr<uint64_t> space = files_->FreeSpace(path);
    if (space.ok()) *free = *space;
    return ToIo(space.status());
  }
  IOStatus IsDirectory(const std::string& path, const IOOptions&, bool* is,
                       IODebugContext*) override {
    const auto info = files_->Stat(path);
    if (info.ok()) *is = info->is_directory;
    return ToIo(info.status());
  }

  IOStatus LockFile(const std::string&, const IOOptions&,
                    rocksdb::FileLock** lock, IODebugContext*) override {
    *lock = new rocksdb::FileLock;
    return IOStatus::OK();
  }
  IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions&,
                      IODebugContext*) override {
    delete lock;
    return IOStatus::OK();
  }
  IOStatus GetTestDirectory(const IOOptions&, std::string*,
                            IODebugContext*) override {
    return IOStatus::NotSupported("test directory");
  }
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&,
                           std::string* absolute, IODebugContext*) override {
    *absolute = path;
    return IOStatus::OK();
  }

 private:
  template <typename Adapted, typename File, typename Result>
  static IOStatus Open(StatusOr<std::unique_ptr<File>> file, Result* result) {
    if (file.ok()) *result = std::make_unique<Adapted>(*std::move(file));
    return ToIo(file.status());
  }

  meerkat::FileSystem* const files_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> NewFileSystemAdapter(
    meerkat::FileSystem* files) {
  return std::make_shared<Adapter>(files);
}

}  // namespace meerkat::storage::kv
