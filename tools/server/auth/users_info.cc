#include "tools/server/auth/users_info.h"

#include <absl/container/flat_hash_set.h>
#include <meerkat/builder.h>

#include <optional>
#include <string>
#include <utility>

#include "tools/server/fields.h"

namespace meerkat::server::auth {
namespace {

Status NoQuestion() {
  return MakeError(ErrorCode::kBadValue,
                   "usersInfo takes 1, a user's name, {user, db}, a list of "
                   "them, or {forAllDBs: true}");
}

void AppendMechanisms(const User& user, Builder& info) {
  info.OpenArray("mechanisms");
  for (const Credentials& credentials : user.credentials) {
    info.AppendItem(Value(MechanismName(credentials.mechanism)));
  }
  info.Close();
}

void AppendPrivileges(std::string_view name, const std::vector<Role>& roles,
                      Builder& info) {
  info.OpenArray(name);
  for (const Role& role : roles) {
    for (const Document& privilege : PrivilegesOf(role)) {
      info.AppendItem(privilege);
    }
  }
  info.Close();
}

// "ada" or {user: "ada", db: "app"}.
StatusOr<UserName> ReadName(const Element& asked, std::string_view database) {
  if (asked.type() == Type::kString) {
    return UserName{std::string(asked.AsString()), std::string(database)};
  }
  if (asked.type() != Type::kDocument) return NoQuestion();
  const Element user = asked.AsDocument()["user"];
  const Element db = asked.AsDocument()["db"];
  if (user.type() != Type::kString || db.type() != Type::kString) {
    return NoQuestion();
  }
  return UserName{std::string(user.AsString()), std::string(db.AsString())};
}

// Database and name of those that were looked for already: who asks for a user
// a million times gets one.
using Seen = absl::flat_hash_set<std::pair<std::string, std::string>>;

Status AddNamed(UserStore& users, const Element& asked,
                std::string_view database, Seen& seen,
                std::vector<User>& found) {
  const StatusOr<UserName> name = ReadName(asked, database);
  if (!name.ok()) return name.status();
  if (!seen.emplace(name->database, name->name).second) return absl::OkStatus();
  StatusOr<std::optional<User>> user = users.Find(*name);
  if (!user.ok()) return user.status();
  if (user->has_value()) found.push_back(**std::move(user));
  return absl::OkStatus();
}

StatusOr<std::vector<User>> Asked(UserStore& users, const Element& asked,
                                  std::string_view database) {
  if (asked.is_number()) return users.List(database);
  if (asked.type() == Type::kDocument &&
      asked.AsDocument()["forAllDBs"].exists()) {
    return users.ListAll();
  }
  std::vector<User> found;
  Seen seen;
  if (asked.type() != Type::kArray) {
    Status added = AddNamed(users, asked, database, seen, found);
    if (!added.ok()) return added;
    return found;
  }
  for (const Element item : asked.AsDocument()) {
    Status added = AddNamed(users, item, database, seen, found);
    if (!added.ok()) return added;
  }
  return found;
}

StatusOr<UserView> ReadView(DocumentView command) {
  const StatusOr<bool> credentials =
      BoolField(command, "showCredentials", false);
  if (!credentials.ok()) return credentials.status();
  const StatusOr<bool> privileges = BoolField(command, "showPrivileges", false);
  if (!privileges.ok()) return privileges.status();
  return UserView{*credentials, *privileges};
}

}  // namespace

Document ToInfo(const User& user, const UserView& view) {
  Builder info;
  for (const Element field : ToDocument(user)) {
    if (field.name() != "credentials" || view.show_credentials) {
      info.Append(field);
    }
  }
  AppendMechanisms(user, info);
  if (view.show_privileges) {
    info.Append("inheritedRoles", ToArray(user.roles));
    AppendPrivileges("inheritedPrivileges", user.roles, info);
  }
  return std::move(info).Finish();
}

StatusOr<Document> UsersInfo(UserStore& users, std::string_view database,
                             DocumentView command) {
  const StatusOr<UserView> view = ReadView(command);
  if (!view.ok()) return view.status();
  const StatusOr<std::vector<User>> found =
      Asked(users, *command.begin(), database);
  if (!found.ok()) return found.status();
  Builder reply;
  reply.OpenArray("users");
  for (const User& user : *found) reply.AppendItem(ToInfo(user, *view));
  reply.Close();
  return std::move(reply).Finish();
}

Document ToInfo(const Role& role, bool show_privileges) {
  Builder info;
  info.Append("role", role.name).Append("db", role.database);
  info.Append("isBuiltin", true);
  info.OpenArray("roles").Close();
  info.OpenArray("inheritedRoles").Close();
  if (show_privileges) {
    AppendPrivileges("privileges", {role}, info);
    AppendPrivileges("inheritedPrivileges", {role}, info);
  }
  return std::move(info).Finish();
}

Document ConnectionStatus(const Caller& caller, bool show_privileges) {
  Builder status;
  status.OpenDocument("authInfo").OpenArray("authenticatedUsers");
  std::vector<Role> roles;
  if (caller.identity.has_value()) {
    const UserName& name = caller.identity->name;
    status.AppendItem(Document{{"user", name.name}, {"db", name.database}});
    roles = caller.identity->roles;
  }
  status.Close();
  status.Append("authenticatedUserRoles", ToArray(roles));
  if (show_privileges) {
    AppendPrivileges("authenticatedUserPrivileges", roles, status);
  }
  status.Close();
  return std::move(status).Finish();
}

}  // namespace meerkat::server::auth
