#include "tools/server/auth/user_commands.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/server/auth/users_info.h"
#include "tools/server/command_fields.h"
#include "tools/server/fields.h"

namespace meerkat::server::auth {
namespace {

Status Bad(std::string_view why) {
  return MakeError(ErrorCode::kBadValue, why);
}

// In one command: they are looked up one by one, and each told of in a reply.
constexpr size_t kMostRoles = 1000;

// The user in a command's first field.
StatusOr<UserName> ReadTarget(std::string_view database, DocumentView command) {
  const Element name = *command.begin();
  if (name.type() != Type::kString) {
    return WrongType(name.name(), name.type(), "string");
  }
  return UserName{std::string(name.AsString()), std::string(database)};
}

// "read", of the command's database, or {role: "read", db: "app"}.
StatusOr<Role> ReadRole(const Element& item, std::string_view database) {
  if (item.type() == Type::kString) {
    return Role{std::string(item.AsString()), std::string(database)};
  }
  if (item.type() != Type::kDocument) {
    return WrongType("roles", item.type(), "string");
  }
  const StatusOr<Element> role =
      RequiredField(item.AsDocument(), "role", Type::kString);
  if (!role.ok()) return role.status();
  const StatusOr<Element> db =
      RequiredField(item.AsDocument(), "db", Type::kString);
  if (!db.ok()) return db.status();
  return Role{std::string(role->AsString()), std::string(db->AsString())};
}

StatusOr<std::vector<Role>> ReadRoleList(const Element& list,
                                         std::string_view database) {
  std::vector<Role> roles;
  for (const Element item : list.AsDocument()) {
    if (roles.size() == kMostRoles) {
      return Bad(fmt::format("a command takes at most {} roles", kMostRoles));
    }
    StatusOr<Role> role = ReadRole(item, database);
    if (!role.ok()) return role.status();
    roles.push_back(*std::move(role));
  }
  return roles;
}

StatusOr<std::vector<Role>> ReadRequiredRoles(std::string_view database,
                                              DocumentView command) {
  const StatusOr<Element> list = RequiredField(command, "roles", Type::kArray);
  if (!list.ok()) return list.status();
  return ReadRoleList(*list, database);
}

StatusOr<std::vector<Mechanism>> ReadMechanismList(const Element& list) {
  std::vector<Mechanism> mechanisms;
  for (const Element item : list.AsDocument()) {
    if (item.type() != Type::kString) {
      return WrongType("mechanisms", item.type(), "string");
    }
    const std::optional<Mechanism> mechanism = MechanismNamed(item.AsString());
    if (!mechanism.has_value()) {
      return Bad(
          fmt::format("there is no mechanism '{}'", Shown(item.AsString())));
    }
    mechanisms.push_back(*mechanism);
  }
  return mechanisms;
}

// Passwords that the client has digested were of use to SCRAM-SHA-1 only.
Status CheckDigesting(DocumentView command) {
  const StatusOr<bool> digest = BoolField(command, "digestPassword", true);
  if (!digest.ok()) return digest.status();
  if (*digest) return absl::OkStatus();
  return Bad("digestPassword must be true: the server digests passwords");
}

Status CheckRestrictions(DocumentView command) {
  const StatusOr<Element> list =
      OptionalField(command, "authenticationRestrictions", Type::kArray);
  if (!list.ok()) return list.status();
  if (!list->exists() || list->AsDocument().empty()) return absl::OkStatus();
  return MakeError(ErrorCode::kNotImplemented,
                   "authenticationRestrictions are not served");
}

Status ReadPassword(DocumentView command, UserChange& change) {
  const StatusOr<Element> pwd = OptionalField(command, "pwd", Type::kString);
  if (!pwd.ok()) return pwd.status();
  if (pwd->exists()) change.password = std::string(pwd->AsString());
  return absl::OkStatus();
}

Status ReadRoles(std::string_view database, DocumentView command,
                 UserChange& change) {
  const StatusOr<Element> list = OptionalField(command, "roles", Type::kArray);
  if (!list.ok()) return list.status();
  if (!list->exists()) return absl::OkStatus();
  StatusOr<std::vector<Role>> roles = ReadRoleList(*list, database);
  if (!roles.ok()) return roles.status();
  change.roles = *std::move(roles);
  return absl::OkStatus();
}

Status ReadMechanisms(DocumentView command, UserChange& change) {
  const StatusOr<Element> list =
      OptionalField(command, "mechanisms", Type::kArray);
  if (!list.ok()) return list.status();
  if (!list->exists()) return absl::OkStatus();
  StatusOr<std::vector<Mechanism>> mechanisms = ReadMechanismList(*list);
  if (!mechanisms.ok()) return mechanisms.status();
  change.mechanisms = *std::move(mechanisms);
  return absl::OkStatus();
}

Status ReadCustomData(DocumentView command, UserChange& change) {
  const StatusOr<Element> data =
      OptionalField(command, "customData", Type::kDocument);
  if (!data.ok()) return data.status();
  if (data->exists()) change.custom_data = Document(data->AsDocument());
  return absl::OkStatus();
}

// All that createUser and updateUser have in common.
StatusOr<UserChange> ReadChange(std::string_view database,
                                DocumentView command) {
  UserChange change;
  Status read =
      CheckFields(command, {"pwd", "roles", "mechanisms", "customData",
                            "digestPassword", "authenticationRestrictions"});
  if (read.ok()) read = CheckDigesting(command);
  if (read.ok()) read = CheckRestrictions(command);
  if (read.ok()) read = ReadPassword(command, change);
  if (read.ok()) read = ReadRoles(database, command, change);
  if (read.ok()) read = ReadMechanisms(command, change);
  if (read.ok()) read = ReadCustomData(command, change);
  if (!read.ok()) return read;
  return change;
}

StatusOr<Document> Done(const Status& status) {
  if (!status.ok()) return status;
  return Document();
}

StatusOr<Document> CreateUser(UserStore& users, std::string_view database,
                              DocumentView command) {
  const StatusOr<UserName> name = ReadTarget(database, command);
  if (!name.ok()) return name.status();
  if (database == "local") return Bad("the database local has no users");
  StatusOr<UserChange> given = ReadChange(database, command);
  if (!given.ok()) return given.status();
  for (const char* required : {"pwd", "roles"}) {
    if (GivenField(command, required).exists()) continue;
    return MakeError(ErrorCode::kMissingCommandField,
                     fmt::format("the field '{}' is missing", required));
  }
  NewUser user{.password = *std::move(given->password),
               .roles = *std::move(given->roles),
               .custom_data = std::move(given->custom_data)};
  if (given->mechanisms.has_value()) {
    user.mechanisms = *std::move(given->mechanisms);
  }
  return Done(users.Create(*name, user));
}

StatusOr<Document> UpdateUser(UserStore& users, std::string_view database,
                              DocumentView command) {
  const StatusOr<UserName> name = ReadTarget(database, command);
  if (!name.ok()) return name.status();
  const StatusOr<UserChange> change = ReadChange(database, command);
  if (!change.ok()) return change.status();
  return Done(users.Update(*name, *change));
}

StatusOr<Document> DropUser(UserStore& users, std::string_view database,
                            DocumentView command) {
  if (Status fields = CheckFields(command, {}); !fields.ok()) return fields;
  const StatusOr<UserName> name = ReadTarget(database, command);
  if (!name.ok()) return name.status();
  return Done(users.Drop(*name));
}

StatusOr<Document> DropAllUsers(UserStore& users, std::string_view database,
                                DocumentView command) {
  if (Status fields = CheckFields(command, {}); !fields.ok()) return fields;
  const StatusOr<int64_t> dropped = users.DropAll(database);
  if (!dropped.ok()) return dropped.status();
  return Document{{"n", *dropped}};
}

template <Status (UserStore::*kChange)(const UserName&,
                                       const std::vector<Role>&)>
StatusOr<Document> ChangeRoles(UserStore& users, std::string_view database,
                               DocumentView command) {
  if (Status fields = CheckFields(command, {"roles"}); !fields.ok()) {
    return fields;
  }
  const StatusOr<UserName> name = ReadTarget(database, command);
  if (!name.ok()) return name.status();
  const StatusOr<std::vector<Role>> roles =
      ReadRequiredRoles(database, command);
  if (!roles.ok()) return roles.status();
  return Done((users.*kChange)(*name, *roles));
}

StatusOr<Document> UsersInfoCommand(UserStore& users, std::string_view database,
                                    DocumentView command) {
  if (Status fields = CheckFields(command, {"showCredentials", "showCustomData",
                                            "showPrivileges", "filter"});
      !fields.ok()) {
    return fields;
  }
  return UsersInfo(users, database, command);
}

// The roles that 1 (with showBuiltinRoles), "read", {role, db} or a list asks
// for; those that there are not are left out.
StatusOr<std::vector<Role>> AskedRoles(const Element& asked,
                                       std::string_view database,
                                       bool show_builtin) {
  std::vector<Role> roles;
  if (asked.is_number()) {
    if (!show_builtin) return roles;
    for (std::string_view name : BuiltInRolesOf(database)) {
      roles.push_back({std::string(name), std::string(database)});
    }
    return roles;
  }
  if (asked.type() == Type::kArray) return ReadRoleList(asked, database);
  StatusOr<Role> role = ReadRole(asked, database);
  if (!role.ok()) return role.status();
  roles.push_back(*std::move(role));
  return roles;
}

StatusOr<Document> RolesInfo(UserStore&, std::string_view database,
                             DocumentView command) {
  if (Status fields =
          CheckFields(command, {"showPrivileges", "showBuiltinRoles"});
      !fields.ok()) {
    return fields;
  }
  const StatusOr<bool> privileges = BoolField(command, "showPrivileges", false);
  if (!privileges.ok()) return privileges.status();
  const StatusOr<bool> built_in = BoolField(command, "showBuiltinRoles", false);
  if (!built_in.ok()) return built_in.status();
  const StatusOr<std::vector<Role>> roles =
      AskedRoles(*command.begin(), database, *built_in);
  if (!roles.ok()) return roles.status();
  Builder reply;
  reply.OpenArray("roles");
  for (const Role& role : *roles) {
    if (IsBuiltInRole(role)) reply.AppendItem(ToInfo(role, *privileges));
  }
  reply.Close();
  return std::move(reply).Finish();
}

constexpr UserCommand kCommands[] = {
    {"createUser", CreateUser},
    {"dropAllUsersFromDatabase", DropAllUsers},
    {"dropUser", DropUser},
    {"grantRolesToUser", ChangeRoles<&UserStore::GrantRoles>},
    {"revokeRolesFromUser", ChangeRoles<&UserStore::RevokeRoles>},
    {"rolesInfo", RolesInfo},
    {"updateUser", UpdateUser},
    {"usersInfo", UsersInfoCommand},
};

}  // namespace

std::span<const UserCommand> UserCommands() { return kCommands; }

}  // namespace meerkat::server::auth
