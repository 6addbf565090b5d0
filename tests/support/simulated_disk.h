// SimulatedDisk: a directory tree that knows what a loss of power would leave
// of it.
//
// The tree at root() always shows the latest state, as a running system does.
// Two things make a change last, as POSIX has it: DiskFile::Sync for a file's
// data, SyncDirectory for the names in a directory. Each name made, renamed or
// removed since then may be lost by itself; a rename is never half done.
//
// Every file is a hard link to an entry of a hidden directory, so its data
// outlives its name for as long as a loss of power could bring the name back.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/disk_file.h"

namespace meerkat::testing {

// Not thread-safe.
class SimulatedDisk {
 public:
  // Follows the tree below scratch/disk, and keeps its own files beside it.
  // What the tree holds already counts as synced.
  explicit SimulatedDisk(const std::string& scratch);

  const std::string& root() const { return root_; }

  // The file at `path`. Error 176 when there is none.
  StatusOr<std::shared_ptr<DiskFile>> Find(const std::string& path);
  // Makes an empty file. REQUIRES: there is nothing at `path`.
  StatusOr<std::shared_ptr<DiskFile>> Create(const std::string& path);
  // Within one directory; replaces `to` if it exists.
  Status Rename(const std::string& from, const std::string& to);
  Status Remove(const std::string& path);
  Status CreateDirectory(const std::string& path);
  Status RemoveDirectory(const std::string& path);
  // Makes names made, renamed and removed in the directory so far safe.
  void SyncDirectory(const std::string& path);

  // Changes the tree into one that a loss of power could leave.
  Status LosePower(std::mt19937_64& random);

 private:
  // A directory has no file.
  using Names = std::map<std::string, std::shared_ptr<DiskFile>>;
  // What one call did to the names of a directory; either may be empty.
  struct NameChange {
    std::string removed;
    std::string added;
    std::shared_ptr<DiskFile> file;
  };

  // Takes a file or directory that exists, but was not made through this
  // object, as synced.
  Status Adopt(const std::string& path);
  void Record(NameChange change);
  static void Apply(const NameChange& change, Names& names);
  // The names after a loss of power: the synced ones and some of the changes.
  Names SurvivingNames(std::mt19937_64& random) const;
  // Makes the real tree show exactly `names`, and what is not followed in
  // directories that stay.
  Status Show(const Names& names);

  std::string root_;
  std::string store_;
  uint64_t next_file_ = 1;
  Names names_;
  Names synced_names_;
  // Changes that no SyncDirectory has followed, by directory, in order.
  std::map<std::string, std::vector<NameChange>> unsynced_;
};

}  // namespace meerkat::testing
