// Temporary files: where a sort puts what its memory does not hold.
//
//   TempFiles files(environment.file_system, directory);
//   MEERKAT_ASSIGN_OR_RETURN(std::unique_ptr<TempFile> file, files.Create());
//   MEERKAT_RETURN_IF_ERROR(file->Append(bytes));
//
// A database that is open read-only has no directory to write to; its files go
// where the system keeps temporary ones:
//
//   TempFiles files(nullptr, SystemTemporaryDirectory());
//
// A file is gone when its TempFile is. The operating system's files lose their
// names at once, so that not even a crash leaves one behind; a FileSystem's
// are removed at the end, and what a crash leaves has a name that the next
// files take over.
#pragma once

#include <meerkat/status.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace meerkat {
class FileSystem;
}

namespace meerkat::query {

// Used by one thread at a time.
class TempFile {
 public:
  virtual ~TempFile() = default;

  // Adds `data` at the end. Errors: 14031 OutOfDiskSpace, 96 OperationFailed.
  virtual Status Append(std::string_view data) = 0;
  // Fills `buffer` with the bytes at `offset`. REQUIRES: they were appended.
  virtual Status Read(uint64_t offset, std::span<char> buffer) = 0;
};

// Makes the temporary files of a database. Thread-safe; outlives the files.
class TempFiles {
 public:
  // In `directory`, which exists. `file_system` outlives this; null stands for
  // the operating system's.
  TempFiles(FileSystem* file_system, std::string directory);

  // An empty file. Error 176 FileOpenFailed.
  StatusOr<std::unique_ptr<TempFile>> Create();

 private:
  FileSystem* const file_system_;
  const std::string directory_;
  std::atomic<uint64_t> next_name_ = 1;
};

// The directory that the environment names for temporary files (TMPDIR), or
// else /tmp.
std::string SystemTemporaryDirectory();

}  // namespace meerkat::query
