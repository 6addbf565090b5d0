#include "tests/support/seed.h"

#include <cstdio>
#include <cstdlib>
#include <random>

namespace meerkat::testing {

uint64_t SeedOfThisRun() {
  const char* given = std::getenv("MEERKAT_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10)
                                         : std::random_device{}();
  std::printf("MEERKAT_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace meerkat::testing
