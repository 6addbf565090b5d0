// What the crash tests conclude from what survived.
#include "tests/support/load/history.h"

#include <vector>

#include "tests/catch.hpp"

namespace meerkat::testing {
namespace {

constexpr uint32_t kOwn = OwnCollection(0, 0);

// Operations on a collection of the thread's own, one after the other.
std::vector<Event> MakeEvents(const std::vector<OperationKind>& kinds) {
  std::vector<Event> events;
  Model model;
  for (OperationKind kind : kinds) {
    Event event;
    event.operation = {.kind = kind,
                       .collection = kOwn,
                       .number = events.size() + 1,
                       .key = events.size()};
    event.begun = 2 * events.size() + 1;
    event.ended = event.begun + 1;
    event.outcome = model.Apply(event.operation);
    events.push_back(event);
  }
  return events;
}

ThreadState EmptyCollection() {
  Model model;
  model.Apply({.kind = OperationKind::kCreate, .collection = kOwn});
  return model.state();
}

}  // namespace

TEST_CASE("a state that several prefixes make leaves all of them possible") {
  auto events = MakeEvents({OperationKind::kCreate, OperationKind::kDrop,
                            OperationKind::kCreate, OperationKind::kDrop});
  auto survivors = FindSurvivors(Model(), events, 0, EmptyCollection());
  REQUIRE(survivors.ok());
  CHECK(survivors->least == 1);
  CHECK(survivors->most == 3);
}

TEST_CASE("an insert that only made its collection may have survived") {
  auto events = MakeEvents({OperationKind::kCreate, OperationKind::kDrop,
                            OperationKind::kInsertOne});
  auto survivors = FindSurvivors(Model(), events, 0, EmptyCollection());
  REQUIRE(survivors.ok());
  CHECK(survivors->least == 1);
  CHECK(survivors->most == 3);
}

TEST_CASE("a state that no prefix makes is an error") {
  auto events = MakeEvents({OperationKind::kCreate, OperationKind::kDrop});
  CHECK_FALSE(FindSurvivors(Model(), events, 2, EmptyCollection()).ok());
}

}  // namespace meerkat::testing
