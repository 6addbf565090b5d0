// meerkat_bench: the workloads of README.md on Meerkat, raw RocksDB and SQLite.
//
//   meerkat_bench [--only W1,W4] [--subjects meerkat,rocksdb] [--documents N]
//                 [--runs N] [--tsv FILE] [--directory DIR]
#include <fmt/format.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/check.h"
#include "bench/medians.h"
#include "bench/report.h"
#include "bench/suite.h"

namespace meerkat::bench {

namespace {

struct Arguments {
  std::vector<std::string> workloads;
  std::vector<std::string> subjects;
  int64_t documents = 500'000;
  int runs = 3;
  std::string tsv;
  // /tmp may be memory, where a sync costs nothing.
  std::string directory = "/var/tmp";
};

template <typename Named>
std::vector<std::string> NamesOf(const std::vector<Named>& all) {
  std::vector<std::string> names;
  for (const Named& each : all) names.emplace_back(each.name);
  return names;
}

// Those of `all` that are named, or all of them when none is.
template <typename Named>
std::vector<Named> Chosen(const std::vector<Named>& all,
                          const std::vector<std::string>& names) {
  if (names.empty()) return all;
  std::vector<Named> chosen;
  for (const Named& each : all) {
    if (std::find(names.begin(), names.end(), each.name) != names.end()) {
      chosen.push_back(each);
    }
  }
  return chosen;
}

void Describe(CLI::App& app, Arguments& arguments) {
  app.add_option("--only", arguments.workloads, "Workloads to run")
      ->delimiter(',')
      ->check(CLI::IsMember(NamesOf(AllWorkloads())));
  app.add_option("--subjects", arguments.subjects, "Databases to run them on")
      ->delimiter(',')
      ->check(CLI::IsMember(NamesOf(AllSubjects())));
  app.add_option("--documents", arguments.documents, "Size of the collection")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--runs", arguments.runs, "Runs to take the median of")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--tsv", arguments.tsv, "File for the medians");
  app.add_option("--directory", arguments.directory,
                 "Where to work; a real disk, or syncs mean nothing")
      ->capture_default_str()
      ->check(CLI::ExistingDirectory);
}

// A new directory inside another, gone with this object.
class WorkDirectory {
 public:
  explicit WorkDirectory(const std::string& parent)
      : path_(parent + "/meerkat_bench.XXXXXX") {
    Check(mkdtemp(path_.data()) != nullptr, "making a directory in " + parent);
  }
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;
  ~WorkDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

int Run(const Arguments& arguments) {
  const WorkDirectory work(arguments.directory);
  const SuiteResult result =
      RunSuite({.workloads = Chosen(AllWorkloads(), arguments.workloads),
                .subjects = Chosen(AllSubjects(), arguments.subjects),
                .documents = arguments.documents,
                .runs = arguments.runs,
                .directory = work.path()});
  const std::vector<Row> medians = Medians(result.rows);
  if (!arguments.tsv.empty()) {
    std::ofstream(arguments.tsv) << TsvFile(medians);
  }
  fmt::print("{}", RatioTable(medians));
  return result.is_complete ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace meerkat::bench

int main(int argc, char** argv) {
  CLI::App app("Measures Meerkat beside raw RocksDB and SQLite.");
  meerkat::bench::Arguments arguments;
  meerkat::bench::Describe(app, arguments);
  CLI11_PARSE(app, argc, argv);
  return meerkat::bench::Run(arguments);
}
