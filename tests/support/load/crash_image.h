// CrashImage: the directory of a database whose process was killed, and all
// that is known about it; for tests that damage it further.
//
// The load ran on one thread, was synced once, and went on a little. So the
// logs have a part before the durable marker, where damage must be refused, and
// a part after it, where it is what a crash leaves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/load/history.h"

namespace meerkat::testing {

inline constexpr uint32_t kImageThread = 0;

struct CrashImage {
  std::string directory;
  std::vector<Event> events;
  // events[0, synced) lie before the marker.
  size_t synced = 0;
  // Path of each log below `directory`, oldest first, and how much of it lies
  // before the marker.
  std::map<std::string, uint64_t> log_sizes;
};

// Makes one below `scratch`, an empty directory, with at least `logs` log
// files. Ends the program when the database does not work.
CrashImage MakeCrashImage(const std::string& scratch, uint64_t seed,
                          size_t logs);

}  // namespace meerkat::testing
