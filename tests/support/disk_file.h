// DiskFile: the data of one file on a simulated disk, whatever its names are.
//
// The bytes lie in a real file and always show the latest writes. Beside them
// it is remembered what has not been synced, so that a loss of power can take
// it away:
//
//   |<------ synced ------>|<-- tail -->|
//   |   [overwritten]      |            |   overwritten: old bytes are kept
//
// Used by SimulatedDisk (simulated_disk.h) and FaultFileSystem.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/posix_file.h"

namespace meerkat::testing {

// Not thread-safe, except for Read.
class DiskFile {
 public:
  // Keeps the data in the file at `path`, which is made when missing and
  // removed with this object. What is in it counts as synced.
  static StatusOr<std::shared_ptr<DiskFile>> Open(const std::string& path);
  ~DiskFile();
  DiskFile(const DiskFile&) = delete;
  DiskFile& operator=(const DiskFile&) = delete;

  const std::string& path() const { return path_; }
  uint64_t size() const { return size_; }

  StatusOr<size_t> Read(uint64_t offset, std::span<char> buffer) const {
    return file_.Read(offset, buffer);
  }
  Status Write(uint64_t offset, std::string_view data);
  Status Truncate(uint64_t size);

  // Makes everything written so far safe.
  void Sync();
  // A sync that failed: as on Linux, the tail that it should have written is
  // forgotten by the system and no later Sync makes it safe.
  void FailSync();

  // Leaves what a loss of power could leave. Of the overwrites since the last
  // sync the later ones are undone, from a random one on. The tail is kept up
  // to a random place; what follows is dropped, zeros or garbage, or begins
  // with zeros and is there behind them, as when the disk wrote later blocks
  // first. All of it counts as synced afterwards.
  Status LosePower(std::mt19937_64& random);

 private:
  // A change of synced bytes since the last sync.
  struct Overwrite {
    uint64_t offset;
    std::string before;
    bool is_truncate;
  };
  using Range = std::pair<uint64_t, uint64_t>;

  DiskFile(std::string path, PosixFile file, uint64_t size);

  // Keeps the bytes in [offset, offset + size) before they change.
  Status Remember(uint64_t offset, uint64_t size, bool is_truncate);
  // Undoes some overwrites; returns where the tail starts then.
  StatusOr<uint64_t> UndoOverwrites(std::mt19937_64& random);
  Status DamageTail(uint64_t start, std::mt19937_64& random);
  // Zeros what failed syncs forgot.
  Status DropForgotten();
  Status WriteRaw(uint64_t offset, std::string_view data);

  std::string path_;
  PosixFile file_;
  uint64_t size_;
  uint64_t synced_size_;
  std::vector<Overwrite> overwrites_;
  std::vector<Range> forgotten_;
};

}  // namespace meerkat::testing
