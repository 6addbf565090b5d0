// How long the crash tests run. See README.md. The seed of the first cycle is
// that of the run (tests/support/seed.h); each later one has the next.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace meerkat::testing {

// A number from the environment, or `standard`.
inline uint64_t Setting(const char* name, uint64_t standard) {
  const char* text = std::getenv(name);
  return text == nullptr ? standard : std::strtoull(text, nullptr, 10);
}

// Cycles of a test that makes `standard` of them in CI: MEERKAT_CRASH_CYCLES.
inline uint64_t Cycles(uint64_t standard) {
  return Setting("MEERKAT_CRASH_CYCLES", standard);
}

}  // namespace meerkat::testing
