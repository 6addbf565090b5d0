// Messages as an attacker sends them: those of a driver, damaged, and noise.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tools/server/wire/compressor.h"

namespace meerkat::testing {

// One message, most often with a length that is right, so that it is looked
// into. Says nothing that would end the server.
std::string HostileFrame(std::mt19937_64& random);

// Messages compressed by `compressor` whose sizes are not what they claim: from
// one byte to the largest there may be.
std::vector<std::string> FalseSizes(server::Compressor compressor);

}  // namespace meerkat::testing
