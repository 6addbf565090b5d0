#include "tests/support/posix_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace meerkat::testing {
namespace {

constexpr int kNone = -1;

ErrorCode CodeOf(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return ErrorCode::kOutOfDiskSpace;
    case ENOENT:
    case EACCES:
    case EPERM:
    case EISDIR:
    case ENOTDIR:
    case EROFS:
      return ErrorCode::kFileOpenFailed;
    default:
      return ErrorCode::kOperationFailed;
  }
}

}  // namespace

Status ErrnoStatus(int error, std::string_view call, const std::string& path) {
  return MakeError(CodeOf(error),
                   fmt::format("{} {}: {}", call, path, std::strerror(error)));
}

StatusOr<PosixFile> PosixFile::OpenForReading(const std::string& path) {
  return Open(path, O_RDONLY);
}

StatusOr<PosixFile> PosixFile::OpenForWriting(const std::string& path) {
  return Open(path, O_RDWR | O_CREAT);
}

StatusOr<PosixFile> PosixFile::Open(const std::string& path, int flags) {
  int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (descriptor < 0) return ErrnoStatus(errno, "open", path);
  return PosixFile(descriptor, path);
}

PosixFile::PosixFile(int descriptor, const std::string& path)
    : descriptor_(descriptor), path_(path) {}

PosixFile::PosixFile(PosixFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, kNone)),
      path_(std::move(other.path_)) {}

PosixFile& PosixFile::operator=(PosixFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

PosixFile::~PosixFile() {
  if (descriptor_ != kNone) ::close(descriptor_);
}

StatusOr<size_t> PosixFile::Read(uint64_t offset,
                                 std::span<char> buffer) const {
  size_t done = 0;
  while (done < buffer.size()) {
    ssize_t n = ::pread(descriptor_, buffer.data() + done, buffer.size() - done,
                        static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus(errno, "read", path_);
    if (n == 0) break;
    done += static_cast<size_t>(n);
  }
  return done;
}

Status PosixFile::Write(uint64_t offset, std::string_view data) {
  while (!data.empty()) {
    ssize_t n = ::pwrite(descriptor_, data.data(), data.size(),
                         static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus(errno, "write", path_);
    offset += static_cast<uint64_t>(n);
    data.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

Status PosixFile::Truncate(uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) {
    return ErrnoStatus(errno, "truncate", path_);
  }
  return absl::OkStatus();
}

StatusOr<uint64_t> PosixFile::Size() const {
  struct stat info;
  if (::fstat(descriptor_, &info) != 0) {
    return ErrnoStatus(errno, "stat", path_);
  }
  return static_cast<uint64_t>(info.st_size);
}

}  // namespace meerkat::testing
