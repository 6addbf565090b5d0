// The file operations a database performs, as an interface.
//
// By default a database works on the operating system's files directly. A
// FileSystem given through Environment stands between: tests use it to drop
// data that was never synced, to fail the n-th call, and to fill the disk.
// Errors are Statuses made by MakeError: 14031 OutOfDiskSpace for a full disk,
// 176 FileOpenFailed when a file is missing or may not be opened, 96
// OperationFailed for anything else.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat {

// A file being written. One thread writes at a time; Sync may run meanwhile.
class WritableFile {
 public:
  // Closes the file if Close was not called.
  virtual ~WritableFile() = default;
  // Adds `data` at the end.
  virtual Status Append(std::string_view data) = 0;
  // Overwrites bytes at `offset`, growing the file where needed.
  virtual Status WriteAt(uint64_t offset, std::string_view data) = 0;
  virtual Status Truncate(uint64_t size) = 0;
  // Returns when everything written so far would survive a loss of power.
  virtual Status Sync() = 0;
  virtual Status Close() = 0;
  virtual StatusOr<uint64_t> Size() = 0;
};

// A file being read, at any place, by any number of threads.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  // Reads up to `buffer.size()` bytes at `offset`; fewer only at the end.
  virtual StatusOr<size_t> Read(uint64_t offset,
                                std::span<char> buffer) const = 0;
  virtual StatusOr<uint64_t> Size() const = 0;
};

// Thread-safe.
class FileSystem {
 public:
  enum class OpenMode {
    kTruncate,  // an existing file is emptied, a missing one is made
    kKeep,      // an existing file is kept, a missing one is made
  };
  struct FileInfo {
    uint64_t size = 0;
    int64_t modified_seconds = 0;
    bool is_directory = false;
  };

  virtual ~FileSystem() = default;

  virtual StatusOr<std::unique_ptr<WritableFile>> OpenWritable(
      const std::string& path, OpenMode mode) = 0;
  virtual StatusOr<std::unique_ptr<ReadableFile>> OpenReadable(
      const std::string& path) = 0;
  // Replaces `to` if it exists, atomically.
  virtual Status Rename(const std::string& from, const std::string& to) = 0;
  virtual Status Remove(const std::string& path) = 0;
  virtual Status CreateDirectory(const std::string& path) = 0;
  virtual Status RemoveDirectory(const std::string& path) = 0;
  // Names, without "." and "..", in no order.
  virtual StatusOr<std::vector<std::string>> List(const std::string& path) = 0;
  // Error 176 FileOpenFailed when there is nothing at `path`, and only then: a
  // new database is made where nothing is. 96 when it may not be looked at.
  virtual StatusOr<FileInfo> Stat(const std::string& path) = 0;
  // Returns when names made, renamed or removed in this directory so far would
  // survive a loss of power.
  virtual Status SyncDirectory(const std::string& path) = 0;
  // Bytes that can still be written at `path`.
  virtual StatusOr<uint64_t> FreeSpace(const std::string& path) = 0;
};

}  // namespace meerkat
