// What each command needs its user to be allowed: a table of all commands that
// a server of Meerkat answers or may come to answer.
//
// MongoDB manual, the pages of the commands, "Required Access", and "Privilege
// Actions".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string_view>
#include <vector>

#include "tools/server/auth/privilege.h"
#include "tools/server/auth/user_name.h"

namespace meerkat::server::auth {

// Whether the table has a command. What it has not, nobody may run; a server
// answers 59 CommandNotFound to a name it does not know before it asks here.
bool IsListed(std::string_view command);

// Whether it needs a login. REQUIRES: nothing; an unknown command does.
bool NeedsLogin(std::string_view command);

// All that `command`, run on `database` by `self`, needs beside a login. Empty
// for what everybody may do who is logged in, with what is theirs: getMore and
// killCursors are such, for whoever keeps cursors gives them to their maker
// only. Error 13 Unauthorized for a command that the table has not. REQUIRES:
// valid BSON with at least one field.
StatusOr<Privileges> PrivilegesFor(std::string_view database,
                                   DocumentView command, const UserName& self);

// All names of the table, sorted.
std::vector<std::string_view> ListedCommands();

}  // namespace meerkat::server::auth
