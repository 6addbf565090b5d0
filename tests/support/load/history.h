// History: what a thread did before the end came, and how much of it is left.
//
// The rule of recovery: what is found must be the state after some prefix of
// the thread's operations, no shorter than what was promised; and the prefixes
// of all threads must fit together, so that nothing is missing that ended
// before something found began. Each operation is there as a whole or not at
// all. Only the last one may be there in part, where MongoDB allows it: the
// collection that an insert made, and the first documents of a batch.
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tests/support/load/model.h"

namespace meerkat::testing {

// One operation as it was seen. Trivially copyable. Times are ticks of a
// counter that all threads share; 0 means that it did not come to that.
struct Event {
  Operation operation;
  Outcome outcome;
  uint64_t begun = 0;
  uint64_t ended = 0;
};

// How many events survived, one of which only a part did counting as well.
// Operations that change nothing leave no trace, so it may be known only to lie
// between two numbers.
struct Survivors {
  size_t least = 0;
  size_t most = 0;
  // After them.
  Model model;
};

// Which prefix of `events`, at least `promised` long, made `actual` of `base`.
// An error says what differs from the state after the promised ones. Also an
// error: an outcome that is not what the model says.
StatusOr<Survivors> FindSurvivors(const Model& base,
                                  std::span<const Event> events,
                                  size_t promised, const ThreadState& actual);

// One thread's part of a check over all.
struct ThreadHistory {
  std::vector<Event> events;
  Survivors survivors;
};

// A sentence about an operation that is lost though it ended before one began
// that survived; empty when there is none.
std::string FindHole(std::span<const ThreadHistory> threads);

}  // namespace meerkat::testing
