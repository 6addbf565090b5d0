// Suite: the chosen workloads on the chosen subjects, several times over.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "bench/row.h"
#include "bench/workload.h"

namespace meerkat::bench {

struct SuiteOptions {
  std::vector<Workload> workloads;
  std::vector<Subject> subjects;
  int64_t documents = 500'000;
  int runs = 3;
  // An existing directory to work in.
  std::filesystem::path directory;
};

struct SuiteResult {
  // Of all runs.
  std::vector<Row> rows;
  // Whether every workload ended well on every subject.
  bool is_complete = true;
};

// Runs one measurement after the other, each in a process of its own. Within a
// run the subjects take turns on each workload, so that a noisy minute of the
// machine hits all of them. Prints each row on standard error as it comes.
SuiteResult RunSuite(const SuiteOptions& options);

}  // namespace meerkat::bench
