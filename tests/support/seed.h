// The seed of a random test: from the environment variable MEERKAT_SEED, which
// tools/dev sets to a number of the commit, or else a new one each time.
// Printed either way, so that a failure can be repeated:
//
//   MEERKAT_SEED=42 build/release/tests/random_test
#pragma once

#include <cstdint>

namespace meerkat::testing {

uint64_t SeedOfThisRun();

}  // namespace meerkat::testing
