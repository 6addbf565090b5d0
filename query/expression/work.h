// Work: what looking at one document may grow into, where it has arrays of a
// million items or a schema of a thousand rules. It asks now and then whether
// to go on, and keeps the error that ended it.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <functional>

namespace meerkat::query {

// One thread at a time.
struct Work {
  // Ok while it goes on. After an error answers mean nothing: 51156 for a
  // regular expression that took too many steps, what `interrupt` said, what an
  // expression failed with.
  Status error;
  // Asked every kAskEvery steps, so that a deadline can end a long one; may be
  // empty.
  std::function<Status()> interrupt;

  // Counts a step: a value that is looked at. False when the work is to end.
  bool Step() {
    constexpr uint32_t kAskEvery = 1024;
    if (++steps % kAskEvery == 0 && interrupt && error.ok())
      error = interrupt();
    return error.ok();
  }

  uint32_t steps = 0;
};

}  // namespace meerkat::query
