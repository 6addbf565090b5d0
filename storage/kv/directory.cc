#include "storage/kv/directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/file_system.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include "storage/kv/format_version.h"
#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

constexpr std::string_view kFormatFile = "meerkat.format";
constexpr std::string_view kLockFile = "meerkat.lock";
constexpr std::string_view kFormatPrefix = "meerkat database format ";

const rocksdb::IOOptions kIo;

Status CannotOpen(const std::string& path, std::string_view why) {
  return MakeError(ErrorCode::kFileOpenFailed,
                   fmt::format("cannot open database '{}': {}", path, why));
}

// Makes the directory where that is wanted; fails on anything else that is
// not a readable directory.
Status EnsureDirectory(const std::string& path,
                       const Directory::Options& options,
                       rocksdb::FileSystem* file_system) {
  if (file_system->FileExists(path, kIo, nullptr).IsNotFound()) {
    if (options.read_only || !options.create_if_missing) {
      return CannotOpen(path, "there is no such directory");
    }
    const auto made = file_system->CreateDirIfMissing(path, kIo, nullptr);
    if (made.IsNoSpace()) return ToStatus(made);
    if (!made.ok()) return CannotOpen(path, made.ToString());
    return absl::OkStatus();
  }
  bool is_directory = false;
  const auto asked =
      file_system->IsDirectory(path, kIo, &is_directory, nullptr);
  if (!asked.ok()) return CannotOpen(path, asked.ToString());
  if (!is_directory) return CannotOpen(path, "it is a file, not a directory");
  return absl::OkStatus();
}

// Whether `name` is what is left when the making of a database was cut off.
bool IsEmptyStore(const std::string& path, const std::string& name,
                  rocksdb::FileSystem* file_system) {
  std::vector<std::string> names;
  return name == "store" &&
         file_system->GetChildren(path + "/store", kIo, &names, nullptr).ok() &&
         std::ranges::all_of(names, [](const std::string& child) {
           return child == "." || child == "..";
         });
}

// The number in the format file; 0 when there is none and the directory is
// free to become a database.
StatusOr<int> ReadFormat(const std::string& path,
                         rocksdb::FileSystem* file_system) {
  std::vector<std::string> names;
  const auto listed = file_system->GetChildren(path, kIo, &names, nullptr);
  if (!listed.ok()) return CannotOpen(path, listed.ToString());
  bool has_format = false;
  std::string foreign;
  for (const std::string& name : names) {
    if (name == kFormatFile) has_format = true;
    const bool is_ours = name.starts_with("meerkat.") || name == "." ||
                         name == ".." || IsEmptyStore(path, name, file_system);
    if (!is_ours) foreign = name;
  }
  if (!has_format) {
    if (foreign.empty()) return 0;
    return CannotOpen(
        path,
        fmt::format("it is not a Meerkat database and holds '{}'", foreign));
  }
  std::string text;
  const auto read = rocksdb::ReadFileToString(
      file_system, fmt::format("{}/{}", path, kFormatFile), &text);
  if (!read.ok()) return CannotOpen(path, read.ToString());
  int number = 0;
  if (text.starts_with(kFormatPrefix)) {
    std::from_chars(text.data() + kFormatPrefix.size(),
                    text.data() + text.size(), number);
  }
  if (number <= 0) {
    return MakeError(ErrorCode::kDataCorruptionDetected,
                     fmt::format("'{}/{}' is damaged: it holds no format "
                                 "version",
                                 path, kFormatFile));
  }
  return number;
}

Status CheckFormat(const std::string& path, int format) {
  if (format <= kNewestFormat) return absl::OkStatus();
  return MakeError(
      ErrorCode::kInvalidOptions,
      fmt::format("database '{}' has format {}, this version of Meerkat knows "
                  "formats up to {}: it was left untouched",
                  path, format, kNewestFormat));
}

// Makes the names in a directory survive a loss of power.
Status SyncNames(const std::string& path, rocksdb::FileSystem* file_system) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(file_system->NewDirectory(path, kIo, &directory, nullptr)));
  return ToStatus(directory->Fsync(kIo, nullptr));
}

// The same for the database's own name. A directory above that may be written
// and not read cannot be synced by us.
Status SyncOwnName(const std::string& path, rocksdb::FileSystem* file_system) {
  std::unique_ptr<rocksdb::FSDirectory> above;
  if (!file_system->NewDirectory(path + "/..", kIo, &above, nullptr).ok()) {
    return absl::OkStatus();
  }
  return ToStatus(above->Fsync(kIo, nullptr));
}

// Appears under its name only when it is complete and on the disk, for
// without it the directory is no database.
Status WriteFormat(const std::string& path, rocksdb::FileSystem* file_system) {
  const std::string name = fmt::format("{}/{}", path, kFormatFile);
  const std::string temporary = name + ".new";
  const std::string text = fmt::format("{}{}\n", kFormatPrefix, kNewestFormat);
  MEERKAT_RETURN_IF_ERROR(ToStatus(rocksdb::WriteStringToFile(
      file_system, ToSlice(text), temporary, /*should_sync=*/true)));
  MEERKAT_RETURN_IF_ERROR(
      ToStatus(file_system->RenameFile(temporary, name, kIo, nullptr)));
  return SyncNames(path, file_system);
}

std::string HolderOf(int lock) {
  char text[32] = {};
  const ssize_t size = ::pread(lock, text, sizeof(text) - 1, 0);
  return size > 0 ? std::string(text, std::strcspn(text, "\n")) : "unknown";
}

Status InUse(const std::string& path, int lock) {
  return MakeError(
      ErrorCode::kDBPathInUse,
      fmt::format("database '{}' is in use by the process with id {}", path,
                  HolderOf(lock)));
}

// Takes the lock and returns the file that holds it. A reader shares it with
// other readers, and does without where there is no lock file.
StatusOr<int> TakeLock(const std::string& path, bool read_only) {
  const std::string name = fmt::format("{}/{}", path, kLockFile);
  const int flags = read_only ? O_RDONLY : O_RDWR | O_CREAT;
  const int lock = ::open(name.c_str(), flags | O_CLOEXEC, 0644);
  if (lock < 0) {
    if (read_only && errno == ENOENT) return -1;
    return CannotOpen(path, fmt::format("{}: {}", name, std::strerror(errno)));
  }
  if (::flock(lock, (read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
    Status in_use = InUse(path, lock);
    ::close(lock);
    return in_use;
  }
  return lock;
}

void WriteHolder(int lock) {
  const std::string text = fmt::format("{}\n", ::getpid());
  // Only a message depends on it, so a full disk is no reason to fail.
  if (::ftruncate(lock, 0) == 0) {
    [[maybe_unused]] const ssize_t written =
        ::pwrite(lock, text.data(), text.size(), 0);
  }
}

}  // namespace

StatusOr<Directory> Directory::Open(const std::string& path,
                                    const Options& options,
                                    rocksdb::FileSystem* file_system) {
  MEERKAT_RETURN_IF_ERROR(EnsureDirectory(path, options, file_system));
  // Looked at before the lock, which would already change the directory.
  MEERKAT_ASSIGN_OR_RETURN(int format, ReadFormat(path, file_system));
  MEERKAT_RETURN_IF_ERROR(CheckFormat(path, format));
  if (format == 0 && (options.read_only || !options.create_if_missing)) {
    return CannotOpen(path, "there is no Meerkat database in it");
  }
  MEERKAT_ASSIGN_OR_RETURN(const int lock, TakeLock(path, options.read_only));
  Directory directory(path, lock);
  if (options.read_only) return directory;
  WriteHolder(lock);
  // Another process may have made it while this one waited for nothing.
  MEERKAT_ASSIGN_OR_RETURN(format, ReadFormat(path, file_system));
  MEERKAT_RETURN_IF_ERROR(CheckFormat(path, format));
  if (format == 0) {
    MEERKAT_RETURN_IF_ERROR(ToStatus(
        file_system->CreateDirIfMissing(directory.StorePath(), kIo, nullptr)));
    MEERKAT_RETURN_IF_ERROR(SyncOwnName(path, file_system));
    MEERKAT_RETURN_IF_ERROR(WriteFormat(path, file_system));
  }
  return directory;
}

Directory::Directory(Directory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

Directory& Directory::operator=(Directory&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  return *this;
}

Directory::~Directory() {
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace meerkat::storage::kv
