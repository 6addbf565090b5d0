// Check: a benchmark goes on only while everything succeeds.
#pragma once

#include <string_view>

namespace meerkat::bench {

// Ends the process with a message on standard error.
[[noreturn]] void Fail(std::string_view what, std::string_view why);

// Fails unless `holds`.
inline void Check(bool holds, std::string_view what) {
  if (!holds) Fail(what, "did not hold");
}

}  // namespace meerkat::bench
