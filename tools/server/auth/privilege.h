// Privilege: one thing that a command needs its user to be allowed.
#pragma once

#include <vector>

#include "tools/server/auth/action.h"
#include "tools/server/auth/roles.h"

namespace meerkat::server::auth {

// Any of `actions` on `resource` is enough.
struct Privilege {
  ActionSet actions;
  Resource resource;

  friend bool operator==(const Privilege&, const Privilege&) = default;
};

using Privileges = std::vector<Privilege>;

}  // namespace meerkat::server::auth
