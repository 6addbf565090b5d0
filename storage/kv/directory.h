// Directory: where a database lives on disk, locked against other processes.
//
//   meerkat.format    text: the format version
//   meerkat.lock      locked while open; holds the process's id
//   meerkat.marker    what is durable for certain (marker.h)
//   meerkat.log       RocksDB's warnings, when there were any
//   store/            RocksDB's files
//
// A folder that holds other things and a database of a newer format are left
// untouched.
#pragma once

#include <meerkat/status.h>

#include <string>

namespace rocksdb {
class FileSystem;
}

namespace meerkat::storage::kv {

// Move-only; unlocks at the end.
class Directory {
 public:
  struct Options {
    bool read_only = false;
    bool create_if_missing = true;
  };

  // Errors: 98 DBPathInUse naming the holder's process id, 176
  // FileOpenFailed, 72 InvalidOptions (a newer format).
  static StatusOr<Directory> Open(const std::string& path,
                                  const Options& options,
                                  rocksdb::FileSystem* file_system);

  Directory(Directory&& other) noexcept;
  Directory& operator=(Directory&& other) noexcept;
  ~Directory();

  std::string StorePath() const { return path_ + "/store"; }
  std::string MarkerPath() const { return path_ + "/meerkat.marker"; }
  std::string LogPath() const { return path_ + "/meerkat.log"; }

 private:
  Directory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  // An open file that holds the lock; -1: none (a read-only medium).
  int lock_;
};

}  // namespace meerkat::storage::kv
