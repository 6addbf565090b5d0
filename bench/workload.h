// Workloads: what is done to each subject, and what is timed.
//
// README.md says what each one is. A workload runs in a process of its own, so
// that processor time and memory are the subject's, and returns its rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "bench/row.h"
#include "bench/subject.h"

namespace meerkat::bench {

struct Setting {
  const Subject& subject;
  int64_t documents;
  // An empty directory for this workload alone.
  std::filesystem::path scratch;
  // A directory in which the subject has the collection of `documents`
  // documents, settled and closed. Only for workloads that need it.
  std::filesystem::path collection;
};

struct Workload {
  std::string_view name;
  bool needs_collection;
  std::vector<Row> (*run)(const Setting& setting);
};

// In the order in which they run.
const std::vector<Workload>& AllWorkloads();

std::vector<Row> RunBulkInsert(const Setting& setting);
std::vector<Row> RunSingleInsert(const Setting& setting);
std::vector<Row> RunSyncedInsert(const Setting& setting);
std::vector<Row> RunFindById(const Setting& setting);
std::vector<Row> RunQueries(const Setting& setting);
std::vector<Row> RunOpen(const Setting& setting);
std::vector<Row> RunSpace(const Setting& setting);
std::vector<Row> RunStream(const Setting& setting);

// Documents in one call of InsertBatch.
constexpr int64_t kBatchSize = 1000;

// Makes `documents` documents a batch at a time, inserts and settles them.
void LoadCollection(Store& store, Form form, int64_t documents);

}  // namespace meerkat::bench
