// W7: queries that look at every document. Two passes warm, three are measured.
#include <fmt/format.h>

#include <functional>
#include <string_view>

#include "bench/check.h"
#include "bench/measure.h"
#include "bench/workload.h"

namespace meerkat::bench {

namespace {

constexpr int kPasses = 3;
// One document in a hundred.
constexpr int32_t kZipLimit = 1000;
constexpr int64_t kLargest = 20;

// `query()` returns how many documents or values it found.
Row Measure(std::string_view workload, const Setting& setting,
            const std::function<int64_t()>& query) {
  const int64_t found = query();
  Check(found > 0 && query() == found, "W7: something is found");
  const Stopwatch stopwatch;
  for (int pass = 0; pass < kPasses; ++pass) {
    Check(query() == found, "W7: the same is found again");
  }
  Row row = ToRow(workload, 1, setting.subject.name,
                  {kPasses * setting.documents,
                   stopwatch.wall_seconds(),
                   stopwatch.cpu_seconds(),
                   {}});
  row.note = fmt::format("{} found", found);
  return row;
}

}  // namespace

std::vector<Row> RunQueries(const Setting& setting) {
  const std::unique_ptr<Store> store =
      setting.subject.Open(setting.collection.native());
  const std::unique_ptr<Session> session = store->NewSession();
  const auto count = [](const auto& fill) {
    BatchBuffer buffer;
    fill(buffer);
    return buffer.documents();
  };
  return {
      Measure("W7", setting,
              [&] {
                return count([&](BatchBuffer& buffer) {
                  session->FindByZip(kZipLimit, buffer);
                });
              }),
      Measure("W7-sort", setting,
              [&] {
                return count([&](BatchBuffer& buffer) {
                  session->FindLargest(kLargest, buffer);
                });
              }),
      Measure("W7-distinct", setting, [&] { return session->CountGroups(); }),
  };
}

}  // namespace meerkat::bench
