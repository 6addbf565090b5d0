// FaultFileSystem: real files on a disk that fails when told to.
//
//   TempDirectory temp;
//   FaultFileSystem files(temp.path());
//   ClientOptions options{.environment = {.file_system = &files}};
//   Client client = *Client::Open(files.root() + "/db", options);
//   ... write ...
//   files.LosePower(seed);       // every call fails from now on
//   client.Close();
//   files.RestorePower();        // the tree is what the power cut left
//   client = *Client::Open(files.root() + "/db", options);
//
// The faults, each by itself or together:
//
//   LosePower     what was not synced is lost, or half there, or garbage
//   CutOff        the process is gone; what it wrote is there
//   FailCall      the n-th call fails with an input/output error
//   SetFull       the disk has so many bytes left
//   IgnoreSyncs   a disk that lies: a sync returns and nothing is safe. For
//                 showing that a test can fail.
//
// What can be lost is described in disk_file.h (data) and simulated_disk.h
// (names). Nothing is synced for real, so that tests are fast.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/file_system.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/disk_file.h"
#include "tests/support/simulated_disk.h"

namespace meerkat::testing {

// Thread-safe.
class FaultFileSystem final : public FileSystem {
 public:
  enum class Failing { kOnce, kFromThenOn };
  static constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();

  // `scratch` is a directory of its own; what root() holds from an earlier use
  // counts as synced.
  explicit FaultFileSystem(const std::string& scratch);

  // Where files can be: the simulated disk.
  const std::string& root() const { return root_; }

  // Takes the power away: the tree becomes what `seed` picks among all that a
  // power cut could leave, and every call fails until RestorePower(). Files
  // that were open stay unusable for ever.
  void LosePower(uint64_t seed);
  // The same, but nothing is lost: the tree stays as a process leaves it that
  // is killed now.
  void CutOff();
  void RestorePower();

  // Makes the n-th call from now fail, 1 being the next: by 96 OperationFailed,
  // without effect, except that a write leaves its first half and a sync loses
  // what it should have made safe. All functions of FileSystem and of the files
  // it opens count, but for Size and Close.
  void FailCall(uint64_t n, Failing failing = Failing::kOnce);
  void StopFailing();
  // The calls that failed since FailCall, "sync 000004.log".
  std::vector<std::string> failed_calls() const;
  // Calls since the beginning.
  uint64_t calls() const;

  // Whether FreeSpace knows how much room is left. With a quota, it does not.
  enum class Room { kTold, kHidden };
  // Leaves room for `bytes_left` bytes more; removing files makes room again.
  // A write that does not fit leaves the part that fits and returns 14031
  // OutOfDiskSpace.
  void SetFull(uint64_t bytes_left, Room room = Room::kTold);

  void IgnoreSyncs(bool ignored);

  StatusOr<std::unique_ptr<WritableFile>> OpenWritable(const std::string& path,
                                                       OpenMode mode) override;
  StatusOr<std::unique_ptr<ReadableFile>> OpenReadable(
      const std::string& path) override;
  Status Rename(const std::string& from, const std::string& to) override;
  Status Remove(const std::string& path) override;
  Status CreateDirectory(const std::string& path) override;
  Status RemoveDirectory(const std::string& path) override;
  StatusOr<std::vector<std::string>> List(const std::string& path) override;
  StatusOr<FileInfo> Stat(const std::string& path) override;
  Status SyncDirectory(const std::string& path) override;
  StatusOr<uint64_t> FreeSpace(const std::string& path) override;

 private:
  class Writable;
  class Readable;

  // Every call enters here: counts it, and fails when there is no power or it
  // was told to.
  Status Enter(std::string_view call, const std::string& path)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The same for a file opened in `power_cycle`.
  Status Enter(std::string_view call, const std::string& path,
               uint64_t power_cycle) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Writes what fits on the disk.
  Status Write(DiskFile& file, uint64_t offset, std::string_view data)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Status Truncate(DiskFile& file, uint64_t size)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The size of what a call is about to remove, 0 when there is nothing.
  uint64_t SizeOf(const std::string& path)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveBack(uint64_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  SimulatedDisk disk_ ABSL_GUARDED_BY(mutex_);
  const std::string root_;
  bool has_power_ ABSL_GUARDED_BY(mutex_) = true;
  uint64_t power_cycle_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ignores_syncs_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t bytes_left_ ABSL_GUARDED_BY(mutex_) = kUnlimited;
  Room room_ ABSL_GUARDED_BY(mutex_) = Room::kTold;
  uint64_t calls_ ABSL_GUARDED_BY(mutex_) = 0;
  // The number of the call that fails, 0 for none.
  uint64_t failing_call_ ABSL_GUARDED_BY(mutex_) = 0;
  Failing failing_ ABSL_GUARDED_BY(mutex_) = Failing::kOnce;
  std::vector<std::string> failed_calls_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meerkat::testing
