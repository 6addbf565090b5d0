#include "tests/support/fault_file_system.h"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <span>
#include <system_error>
#include <utility>

namespace meerkat::testing {
namespace {

namespace fs = std::filesystem;

std::string NameOf(const std::string& path) {
  return fs::path(path).filename().string();
}

// Statuses of FileSystem for what std::filesystem reports.
Status StatusOf(const std::error_code& error, std::string_view call,
                const std::string& path) {
  if (!error) return absl::OkStatus();
  return ErrnoStatus(error.value(), call, path);
}

int64_t SecondsOf(fs::file_time_type time) {
  auto system = std::chrono::file_clock::to_sys(time);
  return std::chrono::duration_cast<std::chrono::seconds>(
             system.time_since_epoch())
      .count();
}

}  // namespace

// A file of the simulated disk, open for writing.
class FaultFileSystem::Writable final : public WritableFile {
 public:
  Writable(FaultFileSystem& files, std::string name, uint64_t power_cycle,
           std::shared_ptr<DiskFile> file)
      : files_(files),
        name_(std::move(name)),
        power_cycle_(power_cycle),
        file_(std::move(file)) {}

  Status Append(std::string_view data) override {
    absl::MutexLock lock(&files_.mutex_);
    return Write(file_->size(), data);
  }

  Status WriteAt(uint64_t offset, std::string_view data) override {
    absl::MutexLock lock(&files_.mutex_);
    return Write(offset, data);
  }

  Status Truncate(uint64_t size) override {
    absl::MutexLock lock(&files_.mutex_);
    Status status = files_.Enter("truncate", name_, power_cycle_);
    if (!status.ok()) return status;
    return files_.Truncate(*file_, size);
  }

  Status Sync() override {
    absl::MutexLock lock(&files_.mutex_);
    Status status = files_.Enter("sync", name_, power_cycle_);
    if (!status.ok()) {
      file_->FailSync();
    } else if (!files_.ignores_syncs_) {
      file_->Sync();
    }
    return status;
  }

  Status Close() override { return absl::OkStatus(); }

  StatusOr<uint64_t> Size() override {
    absl::MutexLock lock(&files_.mutex_);
    return file_->size();
  }

 private:
  Status Write(uint64_t offset, std::string_view data)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(files_.mutex_) {
    Status status = files_.Enter("write", name_, power_cycle_);
    if (status.ok()) return files_.Write(*file_, offset, data);
    if (power_cycle_ == files_.power_cycle_) {
      (void)files_.Write(*file_, offset, data.substr(0, data.size() / 2));
    }
    return status;
  }

  FaultFileSystem& files_;
  const std::string name_;
  const uint64_t power_cycle_;
  const std::shared_ptr<DiskFile> file_;
};

// A file of the simulated disk, open for reading.
class FaultFileSystem::Readable final : public ReadableFile {
 public:
  Readable(FaultFileSystem& files, std::string name, uint64_t power_cycle,
           std::shared_ptr<DiskFile> file)
      : files_(files),
        name_(std::move(name)),
        power_cycle_(power_cycle),
        file_(std::move(file)) {}

  StatusOr<size_t> Read(uint64_t offset,
                        std::span<char> buffer) const override {
    {
      absl::MutexLock lock(&files_.mutex_);
      Status status = files_.Enter("read", name_, power_cycle_);
      if (!status.ok()) return status;
    }
    return file_->Read(offset, buffer);
  }

  StatusOr<uint64_t> Size() const override {
    absl::MutexLock lock(&files_.mutex_);
    return file_->size();
  }

 private:
  FaultFileSystem& files_;
  const std::string name_;
  const uint64_t power_cycle_;
  const std::shared_ptr<DiskFile> file_;
};

FaultFileSystem::FaultFileSystem(const std::string& scratch)
    : disk_(scratch), root_(disk_.root()) {}

void FaultFileSystem::LosePower(uint64_t seed) {
  absl::MutexLock lock(&mutex_);
  std::mt19937_64 random(seed);
  has_power_ = false;
  ++power_cycle_;
  Status status = disk_.LosePower(random);
  // The simulation itself stands on real files, which do not fail.
  if (!status.ok()) std::abort();
}

void FaultFileSystem::CutOff() {
  absl::MutexLock lock(&mutex_);
  has_power_ = false;
  ++power_cycle_;
}

void FaultFileSystem::RestorePower() {
  absl::MutexLock lock(&mutex_);
  has_power_ = true;
}

void FaultFileSystem::FailCall(uint64_t n, Failing failing) {
  absl::MutexLock lock(&mutex_);
  failing_call_ = calls_ + n;
  failing_ = failing;
  failed_calls_.clear();
}

void FaultFileSystem::StopFailing() {
  absl::MutexLock lock(&mutex_);
  failing_call_ = 0;
}

std::vector<std::string> FaultFileSystem::failed_calls() const {
  absl::MutexLock lock(&mutex_);
  return failed_calls_;
}

uint64_t FaultFileSystem::calls() const {
  absl::MutexLock lock(&mutex_);
  return calls_;
}

void FaultFileSystem::SetFull(uint64_t bytes_left, Room room) {
  absl::MutexLock lock(&mutex_);
  bytes_left_ = bytes_left;
  room_ = room;
}

void FaultFileSystem::IgnoreSyncs(bool ignored) {
  absl::MutexLock lock(&mutex_);
  ignores_syncs_ = ignored;
}

StatusOr<std::unique_ptr<WritableFile>> FaultFileSystem::OpenWritable(
    const std::string& path, OpenMode mode) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("open", path);
  if (!status.ok()) return status;
  std::error_code ignored;
  StatusOr<std::shared_ptr<DiskFile>> file =
      fs::exists(path, ignored) ? disk_.Find(path) : disk_.Create(path);
  if (!file.ok()) return file.status();
  if (mode == OpenMode::kTruncate) {
    status = Truncate(**file, 0);
    if (!status.ok()) return status;
  }
  return std::make_unique<Writable>(*this, NameOf(path), power_cycle_, *file);
}

StatusOr<std::unique_ptr<ReadableFile>> FaultFileSystem::OpenReadable(
    const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("open", path);
  if (!status.ok()) return status;
  StatusOr<std::shared_ptr<DiskFile>> file = disk_.Find(path);
  if (!file.ok()) return file.status();
  return std::make_unique<Readable>(*this, NameOf(path), power_cycle_, *file);
}

Status FaultFileSystem::Rename(const std::string& from, const std::string& to) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("rename", from);
  if (!status.ok()) return status;
  uint64_t replaced = from == to ? 0 : SizeOf(to);
  status = disk_.Rename(from, to);
  if (status.ok()) GiveBack(replaced);
  return status;
}

Status FaultFileSystem::Remove(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("remove", path);
  if (!status.ok()) return status;
  uint64_t removed = SizeOf(path);
  status = disk_.Remove(path);
  if (status.ok()) GiveBack(removed);
  return status;
}

Status FaultFileSystem::CreateDirectory(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("create directory", path);
  return status.ok() ? disk_.CreateDirectory(path) : status;
}

Status FaultFileSystem::RemoveDirectory(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("remove directory", path);
  return status.ok() ? disk_.RemoveDirectory(path) : status;
}

StatusOr<std::vector<std::string>> FaultFileSystem::List(
    const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("list", path);
  if (!status.ok()) return status;
  std::error_code error;
  fs::directory_iterator entries(path, error);
  if (error) return StatusOf(error, "list", path);
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : entries) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

StatusOr<FileSystem::FileInfo> FaultFileSystem::Stat(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("stat", path);
  if (!status.ok()) return status;
  std::error_code error;
  fs::directory_entry entry(path, error);
  FileInfo info;
  if (!error && !entry.exists()) return ErrnoStatus(ENOENT, "stat", path);
  if (!error) info.is_directory = entry.is_directory(error);
  if (!error && !info.is_directory) info.size = entry.file_size(error);
  if (!error) info.modified_seconds = SecondsOf(entry.last_write_time(error));
  if (error == std::errc::permission_denied) {
    // Not 176, which says that there is nothing.
    return MakeError(ErrorCode::kOperationFailed,
                     ErrorMessageOf(StatusOf(error, "stat", path)));
  }
  if (error) return StatusOf(error, "stat", path);
  return info;
}

Status FaultFileSystem::SyncDirectory(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("sync directory", path);
  if (status.ok() && !ignores_syncs_) disk_.SyncDirectory(path);
  return status;
}

StatusOr<uint64_t> FaultFileSystem::FreeSpace(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  Status status = Enter("free space", path);
  if (!status.ok()) return status;
  if (bytes_left_ != kUnlimited && room_ == Room::kTold) return bytes_left_;
  std::error_code error;
  fs::space_info space = fs::space(path, error);
  if (error) return StatusOf(error, "free space", path);
  return space.available;
}

Status FaultFileSystem::Enter(std::string_view call, const std::string& path) {
  return Enter(call, path, power_cycle_);
}

Status FaultFileSystem::Enter(std::string_view call, const std::string& path,
                              uint64_t power_cycle) {
  if (!has_power_ || power_cycle != power_cycle_) {
    return MakeError(ErrorCode::kOperationFailed,
                     fmt::format("{} {}: no power", call, path));
  }
  ++calls_;
  bool fails = failing_call_ != 0 &&
               (calls_ == failing_call_ ||
                (calls_ > failing_call_ && failing_ == Failing::kFromThenOn));
  if (!fails) return absl::OkStatus();
  failed_calls_.push_back(fmt::format("{} {}", call, NameOf(path)));
  return MakeError(ErrorCode::kOperationFailed,
                   fmt::format("{} {}: {}", call, path,
                               "Input/output error (injected by a test)"));
}

Status FaultFileSystem::Write(DiskFile& file, uint64_t offset,
                              std::string_view data) {
  if (bytes_left_ == kUnlimited) return file.Write(offset, data);
  uint64_t room = file.size() + bytes_left_;
  bool fits = offset + data.size() <= room;
  if (!fits) data = data.substr(0, room > offset ? room - offset : 0);
  uint64_t size_before = file.size();
  Status status = file.Write(offset, data);
  bytes_left_ -= file.size() - size_before;
  if (!status.ok() || fits) return status;
  return ErrnoStatus(ENOSPC, "write", NameOf(file.path()));
}

Status FaultFileSystem::Truncate(DiskFile& file, uint64_t size) {
  uint64_t size_before = file.size();
  if (size > size_before && size - size_before > bytes_left_) {
    return ErrnoStatus(ENOSPC, "truncate", NameOf(file.path()));
  }
  Status status = file.Truncate(size);
  if (!status.ok()) return status;
  if (size < size_before) GiveBack(size_before - size);
  if (size > size_before && bytes_left_ != kUnlimited) {
    bytes_left_ -= size - size_before;
  }
  return absl::OkStatus();
}

uint64_t FaultFileSystem::SizeOf(const std::string& path) {
  StatusOr<std::shared_ptr<DiskFile>> file = disk_.Find(path);
  return file.ok() ? (*file)->size() : 0;
}

void FaultFileSystem::GiveBack(uint64_t bytes) {
  if (bytes_left_ != kUnlimited) bytes_left_ += bytes;
}

}  // namespace meerkat::testing
