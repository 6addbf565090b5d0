// What the commands about users and roles need.
//
// MongoDB manual, the pages of the commands, "Required Access". The rule behind
// them: who gives a role away must be allowed to grant roles of that role's
// database, so that nobody can make a user mightier than that.
#pragma once

#include <meerkat/document.h>

#include <string_view>

#include "tools/server/auth/privilege.h"
#include "tools/server/auth/user_name.h"

namespace meerkat::server::auth {

// createUser, grantRolesToUser: to grant each of `roles`.
void AddGrantPrivileges(std::string_view database, DocumentView command,
                        Privileges& needed);
// revokeRolesFromUser: to revoke each of `roles`.
void AddRevokePrivileges(std::string_view database, DocumentView command,
                         Privileges& needed);
// updateUser: what each field that it changes needs. To replace all roles one
// must be allowed to revoke any.
void AddUpdateUserPrivileges(std::string_view database, DocumentView command,
                             Privileges& needed);
// usersInfo: to view users of each database that is asked about; nothing for
// `self`, who may be nobody.
void AddUsersInfoPrivileges(std::string_view database, DocumentView command,
                            const UserName& self, Privileges& needed);
// rolesInfo: to view roles of each database that is asked about.
void AddRolesInfoPrivileges(std::string_view database, DocumentView command,
                            Privileges& needed);

}  // namespace meerkat::server::auth
