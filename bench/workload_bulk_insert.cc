// W1: documents with ascending _ids into a new collection, 1000 a call.
#include <algorithm>

#include "bench/measure.h"
#include "bench/workload.h"

namespace meerkat::bench {

std::vector<Row> RunBulkInsert(const Setting& setting) {
  const Subject& subject = setting.subject;
  const std::vector<Input> inputs =
      MakeInputs(0, setting.documents, subject.form);
  const std::unique_ptr<Store> store = subject.Open(setting.scratch.native());
  const std::unique_ptr<Session> session = store->NewSession();

  std::span<const Input> rest = inputs;
  Latencies batches;
  const Stopwatch stopwatch;
  TimeEach(batches, [&] {
    if (rest.empty()) return false;
    const size_t count = std::min<size_t>(kBatchSize, rest.size());
    session->InsertBatch(rest.first(count));
    rest = rest.subspan(count);
    return true;
  });
  const Measurement inserted = {setting.documents, stopwatch.wall_seconds(),
                                stopwatch.cpu_seconds(), batches};
  store->Settle();
  const Measurement settled = {
      setting.documents, stopwatch.wall_seconds(), stopwatch.cpu_seconds(), {}};

  Row insert = ToRow("W1", 1, subject.name, inserted);
  insert.note = "p50 and p99 of a batch of 1000";
  Row settle = ToRow("W1+settle", 1, subject.name, settled);
  settle.note = "with the background work it left";
  return {insert, settle};
}

}  // namespace meerkat::bench
