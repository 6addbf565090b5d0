#include "bench/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "bench/child_process.h"

namespace meerkat::bench {

namespace {

namespace fs = std::filesystem;

fs::path CollectionOf(const SuiteOptions& options, const Subject& subject) {
  return options.directory / (subject.name + "-collection");
}

class Suite {
 public:
  explicit Suite(const SuiteOptions& options) : options_(options) {}

  SuiteResult Run() && {
    if (std::any_of(options_.workloads.begin(), options_.workloads.end(),
                    [](const Workload& w) { return w.needs_collection; })) {
      for (const Subject& subject : options_.subjects) Prepare(subject);
    }
    for (int run = 0; run < options_.runs; ++run) {
      for (const Workload& workload : options_.workloads) {
        for (const Subject& subject : options_.subjects) {
          Measure(workload, subject);
        }
      }
    }
    return std::move(result_);
  }

 private:
  // Makes the collection that several workloads read.
  void Prepare(const Subject& subject) {
    const fs::path collection = CollectionOf(options_, subject);
    Keep("preparing", subject, RunInChild([&] {
           LoadCollection(*subject.Open(collection.native()), subject.form,
                          options_.documents);
           return std::vector<Row>();
         }));
  }

  void Measure(const Workload& workload, const Subject& subject) {
    const Setting setting = {subject, options_.documents,
                             options_.directory / "scratch",
                             CollectionOf(options_, subject)};
    fs::create_directories(setting.scratch);
    Keep(workload.name, subject,
         RunInChild([&] { return workload.run(setting); }));
    fs::remove_all(setting.scratch);
  }

  void Keep(std::string_view what, const Subject& subject,
            const std::optional<std::vector<Row>>& rows) {
    if (!rows) {
      fmt::print(stderr, "{} failed: {}\n", subject.name, what);
      result_.is_complete = false;
      return;
    }
    for (const Row& row : *rows) {
      fmt::print(stderr, "{}\n", ToTsv(row));
      result_.rows.push_back(row);
    }
  }

  const SuiteOptions& options_;
  SuiteResult result_;
};

}  // namespace

SuiteResult RunSuite(const SuiteOptions& options) {
  return Suite(options).Run();
}

}  // namespace meerkat::bench
