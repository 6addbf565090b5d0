#include "bench/check.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace meerkat::bench {

void Fail(std::string_view what, std::string_view why) {
  fmt::print(stderr, "error: {}: {}\n", what, why);
  // Other threads may be at work on what exit() would destroy.
  std::_Exit(EXIT_FAILURE);
}

}  // namespace meerkat::bench
