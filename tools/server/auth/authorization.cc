#include "tools/server/auth/authorization.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/server/auth/command_access.h"
#include "tools/server/fields.h"

namespace meerkat::server::auth {
namespace {

Status Unauthorized(std::string message) {
  return MakeError(ErrorCode::kUnauthorized, message);
}

// No other user exists yet, so there is none to log in as.
bool IsFirstUser(const Caller& caller, std::string_view database,
                 std::string_view command) {
  return caller.has_localhost_exception && database == "admin" &&
         command == "createUser";
}

}  // namespace

Status CheckAllowed(const Caller& caller, std::string_view database,
                    DocumentView command) {
  const std::string_view name = command.begin()->name();
  if (!NeedsLogin(name)) return absl::OkStatus();
  if (!caller.identity.has_value()) {
    if (IsFirstUser(caller, database, name)) return absl::OkStatus();
    return Unauthorized(
        fmt::format("command {} requires authentication", Shown(name)));
  }
  const Identity& who = *caller.identity;
  const StatusOr<Privileges> needed =
      PrivilegesFor(database, command, who.name);
  if (!needed.ok()) return needed.status();
  const bool allowed =
      std::ranges::all_of(*needed, [&who](const Privilege& privilege) {
        return IsAllowed(who.roles, privilege.actions, privilege.resource);
      });
  if (allowed) return absl::OkStatus();
  return Unauthorized(fmt::format("not authorized on {} to execute command {}",
                                  Shown(database), Shown(name)));
}

}  // namespace meerkat::server::auth
