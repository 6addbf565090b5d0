#include "engine/ttl_monitor.h"

#include <utility>

#include "engine/engine.h"
#include "engine/ttl_pass.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

void TtlMonitor::Start() {
  if (interval_ == interval_.zero() || !engine_.CheckWritable().ok()) return;
  if (active_.exchange(true)) return;
  const bool is_scheduled =
      engine_.background().Schedule(interval_, [this] { Work(nullptr); });
  if (!is_scheduled) active_ = false;
}

void TtlMonitor::Work(std::shared_ptr<TtlPass> pass) {
  do {
    const Operation operation(engine_);
    // The engine is being closed.
    if (!operation.status().ok()) return;
    if (pass == nullptr) pass = std::make_shared<TtlPass>(engine_);
    if (!Step(*pass)) {
      NoteEnd(*pass);
      // In this order: who makes an index after the look starts it himself.
      active_ = false;
      if (HasTtlIndex(engine_)) Start();
      return;
    }
  } while (!engine_.background().Schedule(std::chrono::milliseconds(0),
                                          [this, pass] { Work(pass); }));
}

StatusOr<int64_t> TtlMonitor::RunPass() {
  std::shared_ptr<TtlPass> pass;
  bool goes_on = true;
  while (goes_on) {
    // One for each step: closing the engine waits for a step only.
    const Operation operation(engine_);
    MEERKAT_RETURN_IF_ERROR(operation.status());
    MEERKAT_RETURN_IF_ERROR(engine_.CheckWritable());
    if (pass == nullptr) pass = std::make_shared<TtlPass>(engine_);
    goes_on = Step(*pass);
    if (!goes_on && HasTtlIndex(engine_)) Start();
  }
  NoteEnd(*pass);
  MEERKAT_RETURN_IF_ERROR(pass->status());
  return pass->deleted();
}

bool TtlMonitor::Step(TtlPass& pass) {
  const int64_t before = pass.deleted();
  const bool goes_on = pass.Step();
  deleted_ += pass.deleted() - before;
  return goes_on;
}

void TtlMonitor::NoteEnd(const TtlPass& pass) {
  ++passes_;
  lag_ = pass.lag().count();
}

TtlCounts TtlMonitor::Count() const {
  const bool is_writable = engine_.CheckWritable().ok();
  return {.deleted_documents = deleted_,
          .passes = passes_,
          .lag = std::chrono::milliseconds(lag_),
          .interval = is_writable ? interval_ : std::chrono::seconds(0)};
}

}  // namespace meerkat::engine
