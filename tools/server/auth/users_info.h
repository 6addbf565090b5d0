// Users and roles as usersInfo, rolesInfo and connectionStatus show them.
//
// MongoDB manual, the pages of the three commands.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <string_view>
#include <vector>

#include "tools/server/auth/authorization.h"
#include "tools/server/auth/roles.h"
#include "tools/server/auth/user.h"
#include "tools/server/auth/user_store.h"

namespace meerkat::server::auth {

struct UserView {
  // Shows what a password was made into: for backups only.
  bool show_credentials = false;
  bool show_privileges = false;
};

// {_id, userId, user, db, [customData], roles, mechanisms}; on request also
// `credentials`, and `inheritedRoles` with `inheritedPrivileges`.
Document ToInfo(const User& user, const UserView& view);

// The reply to usersInfo, {users: [...]}, without its ok. The command asks for
// 1 (the users of `database`), "ada", {user: "ada", db: "app"}, a list of such,
// or {forAllDBs: true}. Users that there are not are left out. Errors: 2
// BadValue for any other question, 14 TypeMismatch for a flag that is none. Its
// `filter` is for who has a database to match with (login_commands.cc).
StatusOr<Document> UsersInfo(UserStore& users, std::string_view database,
                             DocumentView command);

// {role, db, isBuiltin: true, roles: [], inheritedRoles: []}, and on request
// `privileges` and `inheritedPrivileges`.
Document ToInfo(const Role& role, bool show_privileges);

// connectionStatus: {authInfo: {authenticatedUsers, authenticatedUserRoles,
// [authenticatedUserPrivileges]}}, without its ok.
Document ConnectionStatus(const Caller& caller, bool show_privileges);

}  // namespace meerkat::server::auth
