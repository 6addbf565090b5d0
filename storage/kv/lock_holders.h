// Who holds the lock (flock) of a file, as the operating system tells.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <string_view>
#include <vector>

namespace meerkat::storage::kv {

enum class LockKind { kShared, kExclusive };

// The processes that hold such a lock on `file`, ascending. Empty where the
// system does not say: without /proc, and for processes that this one may not
// see.
std::vector<pid_t> LockHolders(const struct stat& file, LockKind kind);

// The same out of a text like that of /proc/locks, proc(5).
std::vector<pid_t> ParseLockHolders(std::string_view locks,
                                    const struct stat& file, LockKind kind);

}  // namespace meerkat::storage::kv
