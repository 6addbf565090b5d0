// Runs a measurement in a process of its own, so that its processor time, its
// peak of memory and its crashes are nobody else's.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bench/row.h"

namespace meerkat::bench {

// The rows that `work` returns in a child process, which come back over a
// pipe; nothing when the child failed (it has said why on standard error).
// REQUIRES: this process has no other threads.
std::optional<std::vector<Row>> RunInChild(
    const std::function<std::vector<Row>()>& work);

}  // namespace meerkat::bench
