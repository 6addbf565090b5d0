// Whether somebody may run a command: the one question of the command layer.
//
//   Status allowed = CheckAllowed(caller, database, command);
//   if (!allowed.ok()) return allowed;
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <optional>
#include <string_view>
#include <vector>

#include "tools/server/auth/roles.h"
#include "tools/server/auth/user_name.h"

namespace meerkat::server::auth {

// Somebody who is logged in, with the roles of this moment.
struct Identity {
  UserName name;
  std::vector<Role> roles;
};

struct Caller {
  // Nothing before a login.
  std::optional<Identity> identity = {};
  // The connection comes from this machine, and there are no users at all: then
  // the first one can be made without a login. MongoDB manual, "Localhost
  // Exception".
  bool has_localhost_exception = false;
};

// Error 13 Unauthorized, naming the command and the database, when the caller
// is not logged in or its roles do not allow what the command needs (see
// command_access.h). A command that explain or a pipeline hides is found.
// REQUIRES: valid BSON with at least one field.
Status CheckAllowed(const Caller& caller, std::string_view database,
                    DocumentView command);

}  // namespace meerkat::server::auth
