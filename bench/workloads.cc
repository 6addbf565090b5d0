#include <algorithm>

#include "bench/workload.h"

namespace meerkat::bench {

const std::vector<Workload>& AllWorkloads() {
  static const std::vector<Workload> workloads = {
      {"W1", false, RunBulkInsert},    {"W3", false, RunSingleInsert},
      {"W3s", false, RunSyncedInsert}, {"W4", true, RunFindById},
      {"W7", true, RunQueries},        {"W13", true, RunOpen},
      {"W14", true, RunSpace},         {"W15", true, RunStream},
  };
  return workloads;
}

void LoadCollection(Store& store, Form form, int64_t documents) {
  const std::unique_ptr<Session> session = store.NewSession();
  for (int64_t first = 0; first < documents; first += kBatchSize) {
    const int64_t count = std::min(kBatchSize, documents - first);
    session->InsertBatch(MakeInputs(first, count, form));
  }
  store.Settle();
}

}  // namespace meerkat::bench
