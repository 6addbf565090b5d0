#include "storage/kv/directory.h"

#include <absl/strings/ascii.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rocksdb/file_system.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "storage/kv/format_version.h"
#include "storage/kv/lock_holders.h"
#include "storage/kv/rocksdb_types.h"
#include "storage/status_macros.h"

namespace meerkat::storage::kv {

namespace {

constexpr std::string_view kFormatFile = "meerkat.format";
constexpr std::string_view kLockFile = "meerkat.lock";
constexpr std::string_view kStore = "store";
constexpr std::string_view kFormatPrefix = "meerkat database format ";
// What may lie in a directory that is no database yet.
constexpr std::string_view kOwnFiles[] = {"meerkat.format.new", kLockFile,
                                          "meerkat.marker", "meerkat.log",
                                          "meerkat.log.old"};

const rocksdb::IOOptions kIo;

Status CannotOpen(const std::string& path, std::string_view why) {
  return MakeError(ErrorCode::kFileOpenFailed,
                   fmt::format("cannot open database '{}': {}", path, why));
}

bool IsDots(std::string_view name) { return name == "." || name == ".."; }

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
  if (!is_directory) return CannotOpen(path, "it is not a directory");
  return absl::OkStatus();
}

// Whether `name` is what is left when the making of a database was cut off.
bool IsEmptyStore(const std::string& path, const std::string& name,
                  rocksdb::FileSystem* file_system) {
  std::vector<std::string> names;
  return name == kStore &&
         file_system->GetChildren(path + "/store", kIo, &names, nullptr).ok() &&
         std::ranges::all_of(names, IsDots);
}

// Fails when the directory, which has no format file, holds anything that is
// not ours.
Status CheckFree(const std::string& path, const std::vector<std::string>& names,
                 rocksdb::FileSystem* file_system) {
  for (const std::string& name : names) {
    const bool is_ours =
        IsDots(name) ||
        std::ranges::find(kOwnFiles, name) != std::end(kOwnFiles) ||
        IsEmptyStore(path, name, file_system);
    if (is_ours) continue;
    return CannotOpen(
        path, fmt::format("it is not a Meerkat database and holds '{}'", name));
  }
  return absl::OkStatus();
}

// The number in the text of a format file, in decimal; nothing when the text is
// not exactly that of one.
std::optional<std::string_view> FormatNumber(std::string_view text) {
  if (!text.starts_with(kFormatPrefix) || !text.ends_with('\n')) {
    return std::nullopt;
  }
  text.remove_prefix(kFormatPrefix.size());
  text.remove_suffix(1);
  const bool is_number = !text.empty() && text[0] != '0' &&
                         std::ranges::all_of(text, absl::ascii_isdigit);
  return is_number ? std::optional(text) : std::nullopt;
}

Status CheckFormat(const std::string& path, rocksdb::FileSystem* file_system) {
  std::string text;
  const auto read = rocksdb::ReadFileToString(
      file_system, fmt::format("{}/{}", path, kFormatFile), &text);
  if (!read.ok()) return CannotOpen(path, read.ToString());
  const std::optional<std::string_view> number = FormatNumber(text);
  if (!number.has_value()) {
    return MakeError(ErrorCode::kDataCorruptionDetected,
                     fmt::format("'{}/{}' is damaged: it holds no format "
                                 "version",
                                 path, kFormatFile));
  }
  int format = 0;
  const auto [end, error] =
      std::from_chars(number->data(), number->data() + number->size(), format);
  if (error == std::errc() && format <= kNewestFormat) return absl::OkStatus();
  return MakeError(
      ErrorCode::kInvalidOptions,
      fmt::format("database '{}' has format {}, this version of Meerkat knows "
                  "formats up to {}: it was left untouched",
                  path, *number, kNewestFormat));
}

// The format file comes last when a database is made, so that a store that is
// not there was there once.
Status CheckStore(const std::string& path, rocksdb::FileSystem* file_system) {
  const std::string store = fmt::format("{}/{}", path, kStore);
  const auto exists = file_system->FileExists(store, kIo, nullptr);
  if (!exists.IsNotFound()) return ToStatus(exists);
  return MakeError(
      ErrorCode::kDataCorruptionDetected,
      fmt::format("'{}' is missing; the database was left untouched", store));
}

// False when there is no database and the directory is free to become one.
StatusOr<bool> HoldsDatabase(const std::string& path,
                             rocksdb::FileSystem* file_system) {
  std::vector<std::string> names;
  const auto listed = file_system->GetChildren(path, kIo, &names, nullptr);
  if (!listed.ok()) return CannotOpen(path, listed.ToString());
  if (std::ranges::find(names, kFormatFile) == names.end()) {
    MEERKAT_RETURN_IF_ERROR(CheckFree(path, names, file_system));
    return false;
  }
  MEERKAT_RETURN_IF_ERROR(CheckFormat(path, file_system));
  MEERKAT_RETURN_IF_ERROR(CheckStore(path, file_system));
  return true;
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

// The process id that a writer left in the lock file.
std::string WriterOf(int lock) {
  char text[32] = {};
  const ssize_t size = ::pread(lock, text, sizeof(text) - 1, 0);
  return size > 0 ? std::string(text, std::strcspn(text, "\n")) : "unknown";
}

// Who holds the lock that could not be had, and what for.
std::string HoldersOf(int lock) {
  struct stat file = {};
  if (::fstat(lock, &file) == 0) {
    const auto writers = LockHolders(file, LockKind::kExclusive);
    if (!writers.empty()) {
      return fmt::format("process {}, which writes to it", writers.front());
    }
    const auto readers = LockHolders(file, LockKind::kShared);
    if (readers.size() == 1) {
      return fmt::format("process {}, which reads it", readers.front());
    }
    if (!readers.empty()) {
      return fmt::format("processes {}, which read it",
                         fmt::join(readers, ", "));
    }
  }
  // The system does not say. Readers leave no id, but share the lock.
  if (::flock(lock, LOCK_SH | LOCK_NB) == 0) {
    ::flock(lock, LOCK_UN);
    return "a process that reads it";
  }
  return fmt::format("process {}, which writes to it", WriterOf(lock));
}

Status InUse(const std::string& path, int lock) {
  return MakeError(
      ErrorCode::kDBPathInUse,
      fmt::format("database '{}' is in use by {}", path, HoldersOf(lock)));
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

// Every step is on the disk before the next one, and the format file comes
// last: whatever a crash leaves is made into a database by the next open.
Status MakeDatabase(const std::string& path, rocksdb::FileSystem* file_system) {
  MEERKAT_RETURN_IF_ERROR(ToStatus(file_system->CreateDirIfMissing(
      fmt::format("{}/{}", path, kStore), kIo, nullptr)));
  MEERKAT_RETURN_IF_ERROR(SyncNames(path, file_system));
  MEERKAT_RETURN_IF_ERROR(SyncOwnName(path, file_system));
  return WriteFormat(path, file_system);
}

// Whether a temporary file may have this name (query/sort/temp_file.h):
// "temporary." and six letters or digits.
bool IsTemporary(std::string_view name) {
  constexpr std::string_view kPrefix = "temporary.";
  constexpr size_t kLength = kPrefix.size() + 6;
  return name.starts_with(kPrefix) && name.size() == kLength &&
         std::ranges::all_of(name.substr(kPrefix.size()), absl::ascii_isalnum);
}

}  // namespace

StatusOr<std::string> AbsolutePath(std::string_view path) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path absolute = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) return CannotOpen(std::string(path), error.message());
  // "data/" is the same as "data".
  if (!absolute.has_filename() && absolute.has_relative_path()) {
    absolute = absolute.parent_path();
  }
  return absolute.string();
}

StatusOr<Directory> Directory::Open(const std::string& path,
                                    const Options& options,
                                    rocksdb::FileSystem* file_system) {
  MEERKAT_RETURN_IF_ERROR(EnsureDirectory(path, options, file_system));
  // Looked at before the lock, which would already change the directory.
  MEERKAT_ASSIGN_OR_RETURN(bool is_database, HoldsDatabase(path, file_system));
  if (!is_database && (options.read_only || !options.create_if_missing)) {
    return CannotOpen(path, "there is no Meerkat database in it");
  }
  MEERKAT_ASSIGN_OR_RETURN(const int lock, TakeLock(path, options.read_only));
  Directory directory(path, lock);
  if (options.read_only) return directory;
  WriteHolder(lock);
  // Another process may have made it while this one waited for nothing.
  MEERKAT_ASSIGN_OR_RETURN(is_database, HoldsDatabase(path, file_system));
  if (!is_database) MEERKAT_RETURN_IF_ERROR(MakeDatabase(path, file_system));
  return directory;
}

void Directory::RemoveLeftovers(rocksdb::FileSystem* file_system) const {
  std::vector<std::string> names;
  file_system->GetChildren(path_, kIo, &names, nullptr).PermitUncheckedError();
  for (const std::string& name : names) {
    if (!IsTemporary(name)) continue;
    file_system->DeleteFile(path_ + "/" + name, kIo, nullptr)
        .PermitUncheckedError();
  }
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
