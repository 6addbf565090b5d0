// PosixFile: an open file of the operating system, with errors as Statuses.
//
// The ground that the simulated disk stands on. It has no Sync: what a loss of
// power leaves is decided by simulation (disk_file.h), and real syncs would
// only make tests slow.
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace meerkat::testing {

// The Status of a failed system call, by the rules of file_system.h: 14031 for
// a full disk, 176 when `path` is missing or may not be opened, 96 otherwise.
Status ErrnoStatus(int error, std::string_view call, const std::string& path);

// Reading is thread-safe.
class PosixFile {
 public:
  static StatusOr<PosixFile> OpenForReading(const std::string& path);
  // Makes the file when it is missing.
  static StatusOr<PosixFile> OpenForWriting(const std::string& path);

  PosixFile(PosixFile&& other) noexcept;
  PosixFile& operator=(PosixFile&& other) noexcept;
  ~PosixFile();

  // Reads up to `buffer.size()` bytes; fewer only at the end of the file.
  StatusOr<size_t> Read(uint64_t offset, std::span<char> buffer) const;
  // Writes all of `data`, growing the file where needed.
  Status Write(uint64_t offset, std::string_view data);
  Status Truncate(uint64_t size);
  StatusOr<uint64_t> Size() const;

 private:
  static StatusOr<PosixFile> Open(const std::string& path, int flags);
  PosixFile(int descriptor, const std::string& path);

  int descriptor_;
  std::string path_;
};

}  // namespace meerkat::testing
