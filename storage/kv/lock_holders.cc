#include "storage/kv/lock_holders.h"

#include <fmt/format.h>
#include <sys/sysmacros.h>

#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace meerkat::storage::kv {

std::vector<pid_t> ParseLockHolders(std::string_view locks,
                                    const struct stat& file, LockKind kind) {
  const std::string name = fmt::format("{:02x}:{:02x}:{}", major(file.st_dev),
                                       minor(file.st_dev), file.st_ino);
  const char* wanted = kind == LockKind::kShared ? "READ" : "WRITE";
  std::set<pid_t> holders;
  std::istringstream lines{std::string(locks)};
  for (std::string line; std::getline(lines, line);) {
    // 1: FLOCK ADVISORY WRITE 1218 fe:00:131 0 EOF
    // One that waits has "->" in place of the type.
    std::string number, type, strength, access, where;
    pid_t process = 0;
    std::istringstream(line) >> number >> type >> strength >> access >>
        process >> where;
    // No id: a process that is not to be seen from here.
    if (type == "FLOCK" && access == wanted && where == name && process > 0) {
      holders.insert(process);
    }
  }
  return {holders.begin(), holders.end()};
}

std::vector<pid_t> LockHolders(const struct stat& file, LockKind kind) {
  std::ifstream in("/proc/locks");
  const std::string locks{std::istreambuf_iterator<char>(in), {}};
  return ParseLockHolders(locks, file, kind);
}

}  // namespace meerkat::storage::kv
