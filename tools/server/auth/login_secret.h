// The secret that answers to unknown users are made from (scram.h): kept beside
// the users, so that such an answer is the same before a restart and after it.
// Who knew it could tell which users there are, and nothing else.
//
//   admin.system.keys: {_id: "unknown users", secret: 32 random bytes}
#pragma once

#include <meerkat/collection.h>
#include <meerkat/environment.h>

#include <string>

namespace meerkat::server::auth {

// Reads it, or makes it the first time. Where it can be neither read nor made,
// as in a new database that was opened for reading, it is one for as long as
// the process lives.
std::string LoginSecret(Collection keys, RandomSource& random);

}  // namespace meerkat::server::auth
