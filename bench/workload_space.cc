// W14: the room a collection takes on disk, and the most memory that a process
// ever has resident that loads it, streams it and finds documents in it.
#include <fmt/format.h>

#include "bench/space.h"
#include "bench/workload.h"

namespace meerkat::bench {

namespace {

constexpr int64_t kFinds = 100'000;

Row Disk(const Setting& setting) {
  Row row;
  row.workload = "W14-disk";
  row.subject = setting.subject.name;
  row.mb = DiskUse(setting.collection);
  row.note = "settled and closed";
  return row;
}

void LoadAndRead(const Setting& setting) {
  const std::unique_ptr<Store> store =
      setting.subject.Open(setting.scratch.native());
  LoadCollection(*store, setting.subject.form, setting.documents);
  const std::unique_ptr<Session> session = store->NewSession();
  BatchBuffer buffer;
  session->Stream(buffer);
  Random random(0);
  for (int64_t i = 0; i < kFinds; ++i) {
    session->FindById(static_cast<int64_t>(
        random.Below(static_cast<uint64_t>(setting.documents))));
  }
}

Row Memory(const Setting& setting) {
  const double before = CurrentMemory();
  LoadAndRead(setting);
  Row row;
  row.workload = "W14-memory";
  row.subject = setting.subject.name;
  row.mb = PeakMemory();
  row.note = fmt::format("peak; {:.1f} MB before opening", before);
  return row;
}

}  // namespace

std::vector<Row> RunSpace(const Setting& setting) {
  return {Disk(setting), Memory(setting)};
}

}  // namespace meerkat::bench
