// IndexBuilds: the builds of indexes that are going on, for who waits for one
// and for who shows them.
#pragma once

#include <absl/base/thread_annotations.h>

#include <condition_variable>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

#include "storage/deadline.h"
#include "storage/mutex.h"
#include "storage/namespace.h"

namespace meerkat::engine {

struct IndexBuildState {
  storage::Namespace ns;
  std::vector<std::string> names;
  // Documents read, and those there were at the beginning.
  int64_t done = 0;
  int64_t total = 0;
};

// Thread-safe.
class IndexBuilds {
 public:
  // Stands for one build while it lives.
  class Entry {
   public:
    // `builds` outlives it.
    Entry(IndexBuilds* builds, storage::Namespace ns,
          std::vector<std::string> names);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    void SetProgress(int64_t done, int64_t total);

   private:
    IndexBuilds* const builds_;
    std::list<IndexBuildState>::iterator state_;
  };

  std::vector<IndexBuildState> List() const;
  // Waits until one of them ends, when there are any, or until `deadline`.
  void AwaitEnd(const storage::Deadline& deadline);

 private:
  mutable storage::Mutex mutex_;
  std::list<IndexBuildState> running_ ABSL_GUARDED_BY(mutex_);
  // How many have ended.
  uint64_t ended_ ABSL_GUARDED_BY(mutex_) = 0;
  // Goes with mutex_.
  std::condition_variable one_ended_;
};

}  // namespace meerkat::engine
