#include "tests/support/load/history.h"

#include <fmt/format.h>

#include <optional>
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
  std::string last =
      promised == 0 ? "nothing" : ToString(events[promised - 1].operation);
  return Wrong(fmt::format(
      "what was found is no prefix of {} operations with the first {} (up to "
      "[{}]); against those: {}",
      events.size(), promised, last, difference));
}

bool IsInsert(OperationKind kind) {
  return kind == OperationKind::kInsertOne ||
         kind == OperationKind::kInsertManyOrdered ||
         kind == OperationKind::kInsertManyUnordered ||
         kind == OperationKind::kUpsert;
}

// The state after the first `count` events.
Model After(Model model, std::span<const Event> events, size_t count) {
  for (const Event& event : events.first(count)) model.Apply(event.operation);
  return model;
}

// The part of `insert` that made the state, if one did: its collection, or that
// and its first documents.
std::optional<Model> FindPart(const Model& before, const Operation& insert,
                              const ThreadState& actual) {
  if (!IsInsert(insert.kind)) return std::nullopt;
  Operation part = insert;
  part.kind = OperationKind::kCreate;
  for (part.count = 0; part.count < insert.count; ++part.count) {
    Model after = before;
    after.Apply(part);
    if (after.state() == actual) return after;
    part.kind = insert.kind;
  }
  return std::nullopt;
}

// The last of events[done, ...) which, done in part after all before it, made
// the state.
std::optional<Survivors> FindPartlyDone(const Model& base,
                                        std::span<const Event> events,
                                        size_t done,
                                        const ThreadState& actual) {
  std::optional<Survivors> found;
  Model model = After(base, events, done);
  for (size_t i = done; i < events.size(); ++i) {
    const Operation& operation = events[i].operation;
    if (auto part = FindPart(model, operation, actual)) {
      found = Survivors{.least = i + 1, .most = i + 1, .model = *part};
    }
    model.Apply(operation);
  }
  return found;
}

}  // namespace

StatusOr<Survivors> FindSurvivors(const Model& base,
                                  std::span<const Event> events,
                                  size_t promised, const ThreadState& actual) {
  Model model = base;
  std::optional<size_t> least, most;
  for (size_t applied = 0; applied <= events.size(); ++applied) {
    if (applied >= promised && model.state() == actual) {
      if (!least.has_value()) least = applied;
      most = applied;
    }
    if (applied == events.size()) break;
    const Event& next = events[applied];
    Status status = CheckOutcome(next, model.Apply(next.operation));
    if (!status.ok()) return status;
  }
  // Both may fit: a dropped collection is there again, as empty as before, when
  // an insert did no more than make it.
  auto partly = FindPartlyDone(base, events, most.value_or(promised), actual);
  if (partly.has_value() && least.has_value()) partly->least = *least;
  if (partly.has_value()) return *std::move(partly);
  if (most.has_value()) {
    return Survivors{*least, *most, After(base, events, *most)};
  }
  Model expected = After(base, events, promised);
  return NoPrefixFits(events, promised, Difference(expected.state(), actual));
}

std::string FindHole(std::span<const ThreadHistory> threads) {
  const Event* last_begun = nullptr;
  const Event* first_ended = nullptr;
  for (const ThreadHistory& thread : threads) {
    for (size_t i = 0; i < thread.events.size(); ++i) {
      const Event& event = thread.events[i];
      bool survived = i < thread.survivors.least;
      bool lost = i >= thread.survivors.most && event.ended != 0;
      if (survived &&
          (last_begun == nullptr || event.begun > last_begun->begun)) {
        last_begun = &event;
      }
      if (lost &&
          (first_ended == nullptr || event.ended < first_ended->ended)) {
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
