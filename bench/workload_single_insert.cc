// W3 and W3s: one document a call, with ascending _ids, into a new collection.
#include <algorithm>
#include <atomic>
#include <chrono>

#include "bench/measure.h"
#include "bench/workload.h"

namespace meerkat::bench {

namespace {

constexpr int64_t kMostDocuments = 100'000;

std::vector<Input> Inputs(const Setting& setting) {
  return MakeInputs(0, std::min(setting.documents, kMostDocuments),
                    setting.subject.form);
}

Row InsertSynced(const Setting& setting, const std::vector<Input>& inputs,
                 int threads) {
  constexpr auto kDuration = std::chrono::milliseconds(1500);
  const std::filesystem::path directory =
      setting.scratch / std::to_string(threads);
  const std::unique_ptr<Store> store =
      setting.subject.Open(directory.native(), Durability::kPower);
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < threads; ++i) sessions.push_back(store->NewSession());

  std::atomic<size_t> next = 0;
  const auto end = std::chrono::steady_clock::now() + kDuration;
  const Measurement inserts =
      MeasureThreads(threads, [&](int thread, Latencies& latencies) {
        Session& session = *sessions[static_cast<size_t>(thread)];
        TimeEach(latencies, [&] {
          if (std::chrono::steady_clock::now() > end) return false;
          const size_t mine = next++;
          if (mine >= inputs.size()) return false;
          session.InsertOne(inputs[mine]);
          return true;
        });
      });
  Row row = ToRow("W3s", threads, setting.subject.name, inserts);
  row.note = "survives a loss of power";
  return row;
}

}  // namespace

std::vector<Row> RunSingleInsert(const Setting& setting) {
  const std::vector<Input> inputs = Inputs(setting);
  const std::unique_ptr<Store> store =
      setting.subject.Open(setting.scratch.native());
  const std::unique_ptr<Session> session = store->NewSession();
  const Measurement inserts = MeasureThreads(1, [&](int, Latencies& latencies) {
    auto input = inputs.begin();
    TimeEach(latencies, [&] {
      if (input == inputs.end()) return false;
      session->InsertOne(*input++);
      return true;
    });
  });
  return {ToRow("W3", 1, setting.subject.name, inserts)};
}

std::vector<Row> RunSyncedInsert(const Setting& setting) {
  const std::vector<Input> inputs = Inputs(setting);
  return {InsertSynced(setting, inputs, 1), InsertSynced(setting, inputs, 8)};
}

}  // namespace meerkat::bench
