// The commands that manage users: from a command's document to a call of the
// UserStore, and back to a reply.
//
// MongoDB manual, "User Management Commands" and "rolesInfo". Each takes the
// database that the command is run on and valid BSON, and gives the reply
// without its ok; whether the caller may do it has been asked before
// (authorization.h). Errors beside those of UserStore: 14 TypeMismatch, 40414
// for a field that is missing, 40413 for one that comes twice, 40415 for one
// that is not known, 2 BadValue for a value that cannot be, 238 NotImplemented
// for authenticationRestrictions. None of them shows a password.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <span>
#include <string_view>

#include "tools/server/auth/user_store.h"

namespace meerkat::server::auth {

using UserCommandFunction = StatusOr<Document> (*)(UserStore& users,
                                                   std::string_view database,
                                                   DocumentView command);

struct UserCommand {
  std::string_view name;
  UserCommandFunction run;
};

// createUser, dropAllUsersFromDatabase, dropUser, grantRolesToUser,
// revokeRolesFromUser, rolesInfo, updateUser, usersInfo.
std::span<const UserCommand> UserCommands();

}  // namespace meerkat::server::auth
