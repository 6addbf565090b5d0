// W15: a whole collection through a 64 KiB buffer, as a server sends it. Two
// passes warm, three are measured.
#include <fmt/format.h>

#include "bench/check.h"
#include "bench/measure.h"
#include "bench/workload.h"

namespace meerkat::bench {

std::vector<Row> RunStream(const Setting& setting) {
  constexpr int kPasses = 3;
  const std::unique_ptr<Store> store =
      setting.subject.Open(setting.collection.native());
  const std::unique_ptr<Session> session = store->NewSession();
  for (int pass = 0; pass < 2; ++pass) {
    BatchBuffer warm;
    session->Stream(warm);
    Check(warm.documents() == setting.documents, "W15: all documents arrive");
  }

  BatchBuffer buffer;
  const Stopwatch stopwatch;
  for (int pass = 0; pass < kPasses; ++pass) session->Stream(buffer);
  const Measurement streamed = {buffer.documents(),
                                stopwatch.wall_seconds(),
                                stopwatch.cpu_seconds(),
                                {}};

  Row row = ToRow("W15", 1, setting.subject.name, streamed);
  row.note = fmt::format(
      "{:.2f} GB a CPU-second",
      1e-9 * static_cast<double>(buffer.bytes()) / streamed.cpu_seconds);
  return {row};
}

}  // namespace meerkat::bench
