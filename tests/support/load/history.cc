#include "tests/support/load/history.h"

#include <fmt/format.h>

#include <utility>

namespace meerkat::testing {
namespace {

Status Wrong(const std::string& message) {
  return MakeError(ErrorCode::kInternalError, message);
}

Status CheckOutcome(const Event& event, const Outcome& expected) {
  if (event.ended == 0 || event.outcome == expected) return absl::OkStatus();
  return Wrong(fmt::format("{}: returned {}, expected {}",
                           ToString(event.operation), ToString(event.outcome),
                           ToString(expected)));
}

Status NoPrefixFits(std::span<const Event> events, size_t promised,
                    const std::string& difference) {
  std::string last = promised == 0 ? "nothing"
                                   : ToString(events[promised - 1].operation);
  return Wrong(fmt::format(
      "what was found is no prefix of {} operations with the first {} (up to "
      "[{}]); against those: {}",
      events.size(), promised, last, difference));
}

// Looks for the prefixes that fit, from the shortest on.
class PrefixSearch {
 public:
  explicit PrefixSearch(const ThreadState& actual) : actual_(actual) {}

  void Try(const Model& model, size_t events) {
    if (model.state() != actual_) return;
    if (!found_) survivors_.least = events;
    survivors_.most = events;
    survivors_.model = model;
    found_ = true;
  }

  // Tries the parts of a batch that comes after `model`.
  void TryParts(const Model& model, const Operation& batch, size_t events) {
    bool is_batch = batch.kind == OperationKind::kInsertManyOrdered ||
                    batch.kind == OperationKind::kInsertManyUnordered;
    if (!is_batch || found_) return;
    for (uint32_t count = 1; count < batch.count; ++count) {
      Operation part = batch;
      part.count = count;
      Model after = model;
      after.Apply(part);
      Try(after, events);
    }
  }

  bool found() const { return found_; }
  Survivors& survivors() { return survivors_; }

 private:
  const ThreadState& actual_;
  Survivors survivors_;
  bool found_ = false;
};

}  // namespace

StatusOr<Survivors> FindSurvivors(const Model& base,
                                  std::span<const Event> events,
                                  size_t promised, const ThreadState& actual) {
  Model model = base;
  PrefixSearch search(actual);
  std::string difference;
  for (size_t applied = 0; applied <= events.size(); ++applied) {
    if (applied >= promised) search.Try(model, applied);
    if (applied == promised) difference = Difference(model.state(), actual);
    if (applied == events.size()) break;
    const Event& next = events[applied];
    if (applied >= promised) {
      search.TryParts(model, next.operation, applied + 1);
    }
    Status status = CheckOutcome(next, model.Apply(next.operation));
    if (!status.ok()) return status;
  }
  if (!search.found()) return NoPrefixFits(events, promised, difference);
  return std::move(search.survivors());
}

std::string FindHole(std::span<const ThreadHistory> threads) {
  const Event* last_begun = nullptr;
  const Event* first_ended = nullptr;
  for (const ThreadHistory& thread : threads) {
    for (size_t i = 0; i < thread.events.size(); ++i) {
      const Event& event = thread.events[i];
      bool survived = i < thread.survivors.least;
      bool lost = i >= thread.survivors.most && event.ended != 0;
      if (survived && (last_begun == nullptr || event.begun > last_begun->begun)) {
        last_begun = &event;
      }
      if (lost && (first_ended == nullptr || event.ended < first_ended->ended)) {
        first_ended = &event;
      }
    }
  }
  if (last_begun == nullptr || first_ended == nullptr ||
      first_ended->ended >= last_begun->begun) {
    return "";
  }
  return fmt::format("[{}] is lost and [{}], which began later, survived",
                     ToString(first_ended->operation),
                     ToString(last_begun->operation));
}

}  // namespace meerkat::testing
