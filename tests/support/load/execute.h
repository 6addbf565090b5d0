// Execute: an operation as a call of the public API.
#pragma once

#include <meerkat/client.h>

#include "tests/support/load/operation.h"

namespace meerkat::testing {

Outcome Execute(const Client& client, const Operation& operation);

// Makes the shared collections of the load, so that each exists from the
// beginning. Ok when they are there already.
Status CreateSharedCollections(const Client& client);

}  // namespace meerkat::testing
