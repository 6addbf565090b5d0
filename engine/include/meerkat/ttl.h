// TTL: what deletes the documents that a TTL index says have expired.
//
// An index with expireAfterSeconds on a date makes documents expire so many
// seconds after it. While a database has such an index and is open for writing,
// they are deleted in passes, one every ClientOptions::ttl_interval; a program
// that decides itself when that is done opens with an interval of 0 and calls
// Client::RunTtlPass(). MongoDB manual, "TTL Indexes".
#pragma once

#include <chrono>
#include <cstdint>

namespace meerkat {

// Numbers since the database was opened. MongoDB manual, "serverStatus",
// metrics.ttl.
struct TtlCounts {
  int64_t deleted_documents = 0;
  // Those that have ended, of both kinds.
  int64_t passes = 0;
  // How long before the last pass the oldest document that it found had
  // expired; 0 when it found none. Little more than the interval while passes
  // keep up.
  std::chrono::milliseconds lag{0};
  // As it was opened with; 0 also when it is open for reading only.
  std::chrono::seconds interval{0};
};

}  // namespace meerkat
