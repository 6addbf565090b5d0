#include "tests/support/simulated_disk.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace meerkat::testing {
namespace {

namespace fs = std::filesystem;

std::string DirectoryOf(const std::string& path) {
  return fs::path(path).parent_path().string();
}

// "db//store/" and "db/store" are one name.
std::string Normal(const std::string& path) {
  std::string normal = fs::path(path).lexically_normal().string();
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

Status StatusOf(const std::error_code& error, std::string_view call,
                const std::string& path) {
  if (!error) return absl::OkStatus();
  return ErrnoStatus(error.value(), call, path);
}

// How much of a directory's changes a loss of power takes: nothing, all, or
// each by chance.
double PickLossShare(std::mt19937_64& random) {
  return static_cast<double>(random() % 3) / 2;
}

// Whether every directory above `path` and below `root` is among the names.
template <typename Names>
bool IsReachable(const std::string& path, const std::string& root,
                 const Names& names) {
  for (std::string above = DirectoryOf(path); above.size() > root.size();
       above = DirectoryOf(above)) {
    if (!names.contains(above)) return false;
  }
  return true;
}

}  // namespace

SimulatedDisk::SimulatedDisk(const std::string& scratch)
    : root_(Normal(scratch + "/disk")), store_(Normal(scratch + "/inodes")) {
  fs::create_directories(root_);
  fs::create_directories(store_);
  for (const auto& entry : fs::recursive_directory_iterator(root_)) {
    (void)Adopt(entry.path().string());
  }
}

StatusOr<std::shared_ptr<DiskFile>> SimulatedDisk::Find(
    const std::string& path) {
  std::string name = Normal(path);
  if (!names_.contains(name)) {
    Status status = Adopt(name);
    if (!status.ok()) return status;
  }
  std::shared_ptr<DiskFile> file = names_.at(name);
  if (file == nullptr) return ErrnoStatus(EISDIR, "open", path);
  return file;
}

StatusOr<std::shared_ptr<DiskFile>> SimulatedDisk::Create(
    const std::string& path) {
  std::string name = Normal(path);
  StatusOr<std::shared_ptr<DiskFile>> file =
      DiskFile::Open(fmt::format("{}/{}", store_, next_file_++));
  if (!file.ok()) return file;
  if (::link((*file)->path().c_str(), name.c_str()) != 0) {
    return ErrnoStatus(errno, "create", path);
  }
  Record({.removed = "", .added = name, .file = *file});
  return file;
}

Status SimulatedDisk::Rename(const std::string& from, const std::string& to) {
  if (DirectoryOf(Normal(from)) != DirectoryOf(Normal(to))) {
    return MakeError(ErrorCode::kOperationFailed,
                     fmt::format("rename {} to another directory", from));
  }
  StatusOr<std::shared_ptr<DiskFile>> file = Find(from);
  if (!file.ok()) return file.status();
  if (std::rename(from.c_str(), to.c_str()) != 0) {
    return ErrnoStatus(errno, "rename", from);
  }
  Record({.removed = Normal(from), .added = Normal(to), .file = *file});
  return absl::OkStatus();
}

Status SimulatedDisk::Remove(const std::string& path) {
  StatusOr<std::shared_ptr<DiskFile>> file = Find(path);
  if (!file.ok()) return file.status();
  if (::unlink(path.c_str()) != 0) return ErrnoStatus(errno, "remove", path);
  Record({.removed = Normal(path), .added = "", .file = nullptr});
  return absl::OkStatus();
}

Status SimulatedDisk::CreateDirectory(const std::string& path) {
  std::error_code error;
  fs::create_directory(path, error);
  if (error) return StatusOf(error, "create directory", path);
  std::string name = Normal(path);
  if (names_.contains(name)) return absl::OkStatus();
  Record({.removed = "", .added = name, .file = nullptr});
  return absl::OkStatus();
}

Status SimulatedDisk::RemoveDirectory(const std::string& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) return StatusOf(error, "remove directory", path);
  Record({.removed = Normal(path), .added = "", .file = nullptr});
  return absl::OkStatus();
}

void SimulatedDisk::SyncDirectory(const std::string& path) {
  auto changes = unsynced_.find(Normal(path));
  if (changes == unsynced_.end()) return;
  for (const NameChange& change : changes->second) Apply(change, synced_names_);
  unsynced_.erase(changes);
}

Status SimulatedDisk::LosePower(std::mt19937_64& random) {
  Names names = SurvivingNames(random);
  Status status = Show(names);
  if (!status.ok()) return status;
  std::set<DiskFile*> files;
  for (const auto& [name, file] : names) {
    if (file == nullptr || !files.insert(file.get()).second) continue;
    status = file->LosePower(random);
    if (!status.ok()) return status;
  }
  names_ = names;
  synced_names_ = std::move(names);
  unsynced_.clear();
  return absl::OkStatus();
}

Status SimulatedDisk::Adopt(const std::string& path) {
  std::error_code error;
  fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return ErrnoStatus(ENOENT, "open", path);
  std::shared_ptr<DiskFile> file;
  if (!fs::is_directory(status)) {
    std::string kept = fmt::format("{}/{}", store_, next_file_++);
    fs::create_hard_link(path, kept, error);
    if (error) return StatusOf(error, "open", path);
    StatusOr<std::shared_ptr<DiskFile>> opened = DiskFile::Open(kept);
    if (!opened.ok()) return opened.status();
    file = *opened;
  }
  names_[path] = file;
  synced_names_[path] = file;
  return absl::OkStatus();
}

void SimulatedDisk::Record(NameChange change) {
  Apply(change, names_);
  const std::string& name =
      change.added.empty() ? change.removed : change.added;
  unsynced_[DirectoryOf(name)].push_back(std::move(change));
}

void SimulatedDisk::Apply(const NameChange& change, Names& names) {
  if (!change.removed.empty()) names.erase(change.removed);
  if (!change.added.empty()) names[change.added] = change.file;
}

SimulatedDisk::Names SimulatedDisk::SurvivingNames(
    std::mt19937_64& random) const {
  Names names = synced_names_;
  for (const auto& [directory, changes] : unsynced_) {
    std::bernoulli_distribution is_lost(PickLossShare(random));
    // A change of a name cannot survive an earlier one of it that is lost.
    std::set<std::string> stuck;
    for (const NameChange& change : changes) {
      bool depends_on_lost =
          stuck.contains(change.removed) || stuck.contains(change.added);
      if (!depends_on_lost && !is_lost(random)) {
        Apply(change, names);
        continue;
      }
      if (!change.removed.empty()) stuck.insert(change.removed);
      if (!change.added.empty()) stuck.insert(change.added);
    }
  }
  std::erase_if(names, [&](const auto& entry) {
    return !IsReachable(entry.first, root_, names);
  });
  return names;
}

Status SimulatedDisk::Show(const Names& names) {
  std::error_code error;
  for (const auto& [name, file] : names_) {
    if (file != nullptr) fs::remove(name, error);
    if (file == nullptr && !names.contains(name)) fs::remove_all(name, error);
  }
  // A directory sorts before what is in it.
  for (const auto& [name, file] : names) {
    if (file == nullptr) fs::create_directory(name, error);
    if (file != nullptr) fs::create_hard_link(file->path(), name, error);
    if (error) return StatusOf(error, "restore", name);
  }
  return absl::OkStatus();
}

}  // namespace meerkat::testing
