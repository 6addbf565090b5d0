#include "tools/server/auth/user_command_access.h"

#include <string>

namespace meerkat::server::auth {
namespace {

using enum Action;

// The database of "read", which is the command's, or of {role: "read", db:
// "app"}. Anything else is refused when the command is read.
std::string_view DatabaseOf(const Element& item, std::string_view database) {
  if (item.type() != Type::kDocument) return database;
  const Element named = item.AsDocument()["db"];
  return named.type() == Type::kString ? named.AsString() : database;
}

void AddForEachRole(Action action, std::string_view database,
                    const Element& roles, Privileges& needed) {
  if (roles.type() != Type::kArray) return;
  for (const Element role : roles.AsDocument()) {
    needed.push_back({{action}, Resource::Of(DatabaseOf(role, database))});
  }
}

bool IsSelf(const Element& item, std::string_view database,
            const UserName& self) {
  const Element name =
      item.type() == Type::kDocument ? item.AsDocument()["user"] : item;
  return !self.name.empty() && name.type() == Type::kString &&
         name.AsString() == self.name &&
         DatabaseOf(item, database) == self.database;
}

// 1, "ada", {user: "ada", db: "app"} or {forAllDBs: true}.
void AddViewUser(const Element& item, std::string_view database,
                 const UserName& self, Privileges& needed) {
  const bool for_all =
      item.type() == Type::kDocument && item.AsDocument()["forAllDBs"].exists();
  if (!for_all && IsSelf(item, database, self)) return;
  needed.push_back({{kViewUser},
                    for_all ? Resource::AnyDatabase()
                            : Resource::Of(DatabaseOf(item, database))});
}

}  // namespace

void AddGrantPrivileges(std::string_view database, DocumentView command,
                        Privileges& needed) {
  AddForEachRole(kGrantRole, database, command["roles"], needed);
}

void AddRevokePrivileges(std::string_view database, DocumentView command,
                         Privileges& needed) {
  AddForEachRole(kRevokeRole, database, command["roles"], needed);
}

void AddUpdateUserPrivileges(std::string_view database, DocumentView command,
                             Privileges& needed) {
  const Resource own = Resource::Of(database);
  if (command["roles"].exists()) {
    needed.push_back({{kRevokeRole}, Resource::AnyDatabase()});
    AddGrantPrivileges(database, command, needed);
  }
  if (command["customData"].exists()) {
    needed.push_back({{kChangeCustomData}, own});
  }
  if (command["pwd"].exists() || command["mechanisms"].exists() ||
      needed.empty()) {
    needed.push_back({{kChangePassword}, own});
  }
}

void AddUsersInfoPrivileges(std::string_view database, DocumentView command,
                            const UserName& self, Privileges& needed) {
  const Element asked = *command.begin();
  if (asked.type() != Type::kArray) {
    AddViewUser(asked, database, self, needed);
    return;
  }
  for (const Element item : asked.AsDocument()) {
    AddViewUser(item, database, self, needed);
  }
}

void AddRolesInfoPrivileges(std::string_view database, DocumentView command,
                            Privileges& needed) {
  const Element asked = *command.begin();
  if (asked.type() == Type::kArray) {
    AddForEachRole(kViewRole, database, asked, needed);
    return;
  }
  needed.push_back({{kViewRole}, Resource::Of(DatabaseOf(asked, database))});
}

}  // namespace meerkat::server::auth
