#include "query/sort/temp_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <meerkat/file_system.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

Status EndsEarly(uint64_t offset) {
  return MakeError(
      ErrorCode::kOperationFailed,
      fmt::format("a temporary file ends before offset {}", offset));
}

// A file of the operating system without a name.
class SystemTempFile final : public TempFile {
 public:
  static StatusOr<std::unique_ptr<TempFile>> Create(
      const std::string& directory) {
    std::string path = directory + "/temporary.XXXXXX";
    const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
    if (descriptor < 0) {
      return MakeError(ErrorCode::kFileOpenFailed,
                       fmt::format("cannot make temporary file '{}': {}", path,
                                   std::strerror(errno)));
    }
    ::unlink(path.c_str());
    return std::unique_ptr<TempFile>(new SystemTempFile(descriptor));
  }
  ~SystemTempFile() override { ::close(descriptor_); }

  Status Append(std::string_view data) override {
    while (!data.empty()) {
      const ssize_t written = ::write(descriptor_, data.data(), data.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return Failed("write");
      data.remove_prefix(static_cast<size_t>(written));
    }
    return absl::OkStatus();
  }

  Status Read(uint64_t offset, std::span<char> buffer) override {
    while (!buffer.empty()) {
      const ssize_t read = ::pread(descriptor_, buffer.data(), buffer.size(),
                                   static_cast<off_t>(offset));
      if (read < 0 && errno == EINTR) continue;
      if (read < 0) return Failed("read");
      if (read == 0) return EndsEarly(offset + buffer.size());
      buffer = buffer.subspan(static_cast<size_t>(read));
      offset += static_cast<uint64_t>(read);
    }
    return absl::OkStatus();
  }

 private:
  explicit SystemTempFile(int descriptor) : descriptor_(descriptor) {}

  static Status Failed(std::string_view what) {
    const bool is_full = errno == ENOSPC || errno == EDQUOT;
    return MakeError(
        is_full ? ErrorCode::kOutOfDiskSpace : ErrorCode::kOperationFailed,
        fmt::format("cannot {} a temporary file: {}", what,
                    std::strerror(errno)));
  }

  const int descriptor_;
};

// A file of a FileSystem, which is removed at the end.
class NamedTempFile final : public TempFile {
 public:
  static StatusOr<std::unique_ptr<TempFile>> Create(FileSystem& file_system,
                                                    const std::string& path) {
    // Owns the name from before it is made, so that it goes in any case.
    std::unique_ptr<NamedTempFile> file(new NamedTempFile(file_system, path));
    MEERKAT_ASSIGN_OR_RETURN(
        file->writer_,
        file_system.OpenWritable(path, FileSystem::OpenMode::kTruncate));
    MEERKAT_ASSIGN_OR_RETURN(file->reader_, file_system.OpenReadable(path));
    return std::unique_ptr<TempFile>(std::move(file));
  }
  // There is no one to tell when a name stays.
  ~NamedTempFile() override {
    writer_.reset();
    reader_.reset();
    file_system_.Remove(path_).IgnoreError();
  }

  Status Append(std::string_view data) override {
    return writer_->Append(data);
  }

  Status Read(uint64_t offset, std::span<char> buffer) override {
    MEERKAT_ASSIGN_OR_RETURN(const size_t read, reader_->Read(offset, buffer));
    return read == buffer.size() ? absl::OkStatus()
                                 : EndsEarly(offset + buffer.size());
  }

 private:
  NamedTempFile(FileSystem& file_system, const std::string& path)
      : file_system_(file_system), path_(path) {}

  FileSystem& file_system_;
  const std::string path_;
  std::unique_ptr<WritableFile> writer_;
  std::unique_ptr<ReadableFile> reader_;
};

}  // namespace

TempFiles::TempFiles(FileSystem* file_system, std::string directory)
    : file_system_(file_system), directory_(std::move(directory)) {}

StatusOr<std::unique_ptr<TempFile>> TempFiles::Create() {
  if (file_system_ == nullptr) return SystemTempFile::Create(directory_);
  return NamedTempFile::Create(
      *file_system_,
      fmt::format("{}/temporary.{:06}", directory_, next_name_++));
}

std::string SystemTemporaryDirectory() {
  std::error_code error;
  const auto directory = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : directory.string();
}

}  // namespace meerkat::query
