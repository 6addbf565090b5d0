// How long the crash tests run, and from which seed. See README.md.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

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

// The seed of a test's first cycle, each later one has the next: MEERKAT_SEED,
// or a random one. Prints it, so that a failure can be repeated.
inline uint64_t FirstSeed(const std::string& test) {
  uint64_t seed = Setting("MEERKAT_SEED", std::random_device()());
  std::printf("%s: MEERKAT_SEED=%llu\n", test.c_str(),
              static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace meerkat::testing
