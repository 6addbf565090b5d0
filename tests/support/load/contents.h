// Contents: what the load's collections hold, read through the public API, and
// whether the database is sound in itself.
#pragma once

#include <meerkat/client.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/load/model.h"

namespace meerkat::testing {

struct Contents {
  std::array<ThreadState, kMaxLoadThreads> states;
  // By thread and collection: its keys in natural order.
  std::array<std::map<uint32_t, std::vector<uint64_t>>, kMaxLoadThreads> order;
  // Sentences about what is wrong whatever was written before: a document with
  // other bytes than were given, a count that is not that of a scan, an _id
  // that finds another document than the scan, `validate` that complains.
  std::vector<std::string> faults;
  // Calls that failed. What could not be read is missing above, and counts are
  // compared only where everything could be.
  std::vector<Status> errors;
};

Contents ReadContents(const Client& client);

// All faults and errors, one a line; empty for a sound database.
std::string Complaints(const Contents& contents);

// Sentences about documents that do not stand in the order of their insertion.
std::vector<std::string> CheckOrder(const Contents& contents, uint32_t thread,
                                    const Model& model);

}  // namespace meerkat::testing
