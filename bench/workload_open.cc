// W13: from nothing to the answer of the first find: a new directory, a new
// database in memory, and a collection whose files are only on disk.
#include <fmt/format.h>

#include <functional>

#include "bench/check.h"
#include "bench/measure.h"
#include "bench/space.h"
#include "bench/workload.h"

namespace meerkat::bench {

namespace {

constexpr int kRepetitions = 5;

// `prepare(repetition)` names the directory to open; it is not timed, nor is
// closing.
Row TimeOpen(std::string_view workload, const Subject& subject, int64_t id,
             const std::function<std::string(int)>& prepare, bool is_stored) {
  Latencies latencies;
  for (int i = 0; i < kRepetitions; ++i) {
    const std::string directory = prepare(i);
    const auto before = std::chrono::steady_clock::now();
    const std::unique_ptr<Store> store = subject.Open(directory);
    const std::unique_ptr<Session> session = store->NewSession();
    const bool is_found = !session->FindById(id).empty();
    latencies.Add(std::chrono::steady_clock::now() - before);
    Check(is_found == is_stored, "W13: the find finds what is there");
  }
  Row row;
  row.workload = workload;
  row.subject = subject.name;
  row.p50_us = latencies.Percentile(0.5);
  row.p99_us = latencies.Percentile(1);
  row.note = fmt::format("p99 is the slowest of {}", kRepetitions);
  return row;
}

}  // namespace

std::vector<Row> RunOpen(const Setting& setting) {
  const Subject& subject = setting.subject;
  const int64_t id = setting.documents / 2;
  const auto new_directory = [&](int i) {
    return (setting.scratch / std::to_string(i)).native();
  };
  const auto in_memory = [](int) { return std::string(kInMemory); };
  const auto cold = [&](int) {
    DropFromPageCache(setting.collection);
    return setting.collection.native();
  };
  return {TimeOpen("W13-empty", subject, id, new_directory, false),
          TimeOpen("W13-memory", subject, id, in_memory, false),
          TimeOpen("W13-cold", subject, id, cold, true)};
}

}  // namespace meerkat::bench
