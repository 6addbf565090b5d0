#include "tools/server/metrics.h"

namespace meerkat::server {

std::string_view OpCounterName(OpCounter counter) {
  switch (counter) {
    case OpCounter::kInsert:
      return "insert";
    case OpCounter::kQuery:
      return "query";
    case OpCounter::kUpdate:
      return "update";
    case OpCounter::kDelete:
      return "delete";
    case OpCounter::kGetMore:
      return "getmore";
    case OpCounter::kCommand:
      return "command";
  }
  return "";
}

void CollectionTimes::Add(std::string_view ns, OpCounter counter,
                          Latency latency, std::chrono::microseconds time) {
  if (ns.size() > kLongestName || ns.find('\0') != ns.npos) return;
  absl::MutexLock lock(&mutex_);
  auto found = times_.find(ns);
  if (found == times_.end()) {
    if (times_.size() >= kMostCollections) return;
    found = times_.emplace(std::string(ns), Times{}).first;
  }
  Times& times = found->second;
  (latency == Latency::kWrites ? times.writes : times.reads).Add(time);
  times.operations[static_cast<size_t>(counter)].Add(time);
}

std::vector<std::pair<std::string, CollectionTimes::Times>>
CollectionTimes::All() const {
  absl::MutexLock lock(&mutex_);
  return {times_.begin(), times_.end()};
}

}  // namespace meerkat::server
