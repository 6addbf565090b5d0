// W4: whole documents by uniformly distributed _ids, after every document has
// been read once.
#include "bench/check.h"
#include "bench/measure.h"
#include "bench/workload.h"

namespace meerkat::bench {

namespace {

constexpr int64_t kFinds = 300'000;

// A caller that looks at what it finds: the sum of the first and last byte.
unsigned Find(Session& session, int64_t id) {
  const std::string_view document = session.FindById(id);
  Check(!document.empty(), "W4: the document is there");
  return static_cast<unsigned char>(document.front()) +
         static_cast<unsigned char>(document.back());
}

void Warm(Session& session, int64_t documents) {
  uint64_t sum = 0;
  for (int64_t id = 0; id < documents; ++id) sum += Find(session, id);
  Check(sum > 0, "W4: documents have bytes");
}

Row FindRandomly(Store& store, const Setting& setting, int threads) {
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < threads; ++i) sessions.push_back(store.NewSession());
  const auto documents = static_cast<uint64_t>(setting.documents);
  const Measurement finds =
      MeasureThreads(threads, [&](int thread, Latencies& latencies) {
        Session& session = *sessions[static_cast<size_t>(thread)];
        Random random(static_cast<uint64_t>(thread));
        int64_t left = kFinds / threads;
        uint64_t sum = 0;
        TimeEach(latencies, [&] {
          if (left-- == 0) return false;
          sum += Find(session, static_cast<int64_t>(random.Below(documents)));
          return true;
        });
        Check(sum > 0, "W4: documents have bytes");
      });
  return ToRow("W4", threads, setting.subject.name, finds);
}

}  // namespace

std::vector<Row> RunFindById(const Setting& setting) {
  const std::unique_ptr<Store> store =
      setting.subject.Open(setting.collection.native());
  Warm(*store->NewSession(), setting.documents);
  return {FindRandomly(*store, setting, 1), FindRandomly(*store, setting, 2)};
}

}  // namespace meerkat::bench
