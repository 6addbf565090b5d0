// Directory: where a database lives on disk, locked against other processes.
//
//   meerkat.format    text: the format version
//   meerkat.lock      locked while open; holds the process's id
//   meerkat.marker    what is durable for certain (marker.h)
//   meerkat.log       RocksDB's warnings, when there were any
//   store/            RocksDB's files
//   temporary.*       what a crash left of a sort
//
// A folder that holds other things and a database of a newer format are left
// untouched. FORMAT.md has the names.
#pragma once

#include <meerkat/status.h>

#include <string>
#include <string_view>
#include <utility>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

// `path` with symbolic links resolved, from the root: what a database works
// with, so that it stays where it is when the process changes its directory.
// What is not there yet is kept as it is. Error 176 FileOpenFailed.
StatusOr<std::string> AbsolutePath(std::string_view path);

// Move-only; unlocks at the end.
class Directory {
 public:
  struct Options {
    bool read_only = false;
    bool create_if_missing = true;
  };

  // `path` is absolute. Errors: 98 DBPathInUse naming the processes that hold
  // it and whether they write, 176 FileOpenFailed, 72 InvalidOptions (a newer
  // format), 301 DataCorruptionDetected (no format version, no store).
  static StatusOr<Directory> Open(const std::string& path,
                                  const Options& options,
                                  rocksdb::FileSystem* file_system);

  Directory(Directory&& other) noexcept;
  Directory& operator=(Directory&& other) noexcept;
  ~Directory();

  std::string StorePath() const { return path_ + "/store"; }
  std::string MarkerPath() const { return path_ + "/meerkat.marker"; }
  std::string LogPath() const { return path_ + "/meerkat.log"; }

  // Removes the temporary files that a crash left, as far as it can.
  // REQUIRES: opened for writing.
  void RemoveLeftovers(rocksdb::FileSystem* file_system) const;

 private:
  Directory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  // An open file that holds the lock; -1: none (a read-only medium).
  int lock_;
};

}  // namespace meerkat::storage::kv
