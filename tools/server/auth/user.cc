#include "tools/server/auth/user.h"

#include <fmt/format.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "tools/server/auth/digest.h"

namespace meerkat::server::auth {
namespace {

Status NoUser(std::string_view field) {
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("a document in admin.system.users has no valid '{}'", field));
}

StatusOr<std::string> ReadText(DocumentView document, std::string_view name) {
  const Element text = document[name];
  if (text.type() != Type::kString) return NoUser(name);
  return std::string(text.AsString());
}

StatusOr<Role> ReadRole(const Element& item) {
  if (item.type() != Type::kDocument) return NoUser("roles");
  StatusOr<std::string> name = ReadText(item.AsDocument(), "role");
  if (!name.ok()) return name.status();
  StatusOr<std::string> database = ReadText(item.AsDocument(), "db");
  if (!database.ok()) return database.status();
  return Role{*std::move(name), *std::move(database)};
}

StatusOr<std::vector<Role>> ReadRoles(DocumentView document) {
  const Element roles = document["roles"];
  if (roles.type() != Type::kArray) return NoUser("roles");
  std::vector<Role> read;
  for (const Element item : roles.AsDocument()) {
    StatusOr<Role> role = ReadRole(item);
    if (!role.ok()) return role.status();
    read.push_back(*std::move(role));
  }
  return read;
}

StatusOr<std::vector<Credentials>> ReadAllCredentials(DocumentView document) {
  const Element all = document["credentials"];
  if (all.type() != Type::kDocument) return NoUser("credentials");
  std::vector<Credentials> read;
  for (Mechanism mechanism : kMechanisms) {
    const Element one = all.AsDocument()[MechanismName(mechanism)];
    if (!one.exists()) continue;
    if (one.type() != Type::kDocument) return NoUser("credentials");
    StatusOr<Credentials> credentials =
        ReadCredentials(mechanism, one.AsDocument());
    if (!credentials.ok()) return credentials.status();
    read.push_back(*std::move(credentials));
  }
  return read;
}

}  // namespace

Value MakeUuid(RandomSource& random) {
  std::string bytes = RandomBytes(random, 16);
  // Version 4 and the variant of RFC 4122.
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  return Value::Binary(4, bytes);
}

std::optional<Credentials> CredentialsOf(const User& user,
                                         Mechanism mechanism) {
  const auto found =
      std::ranges::find(user.credentials, mechanism, &Credentials::mechanism);
  if (found == user.credentials.end()) return std::nullopt;
  return *found;
}

Value ToArray(const std::vector<Role>& roles) {
  Builder array;
  for (const Role& role : roles) {
    array.AppendItem(Document{{"role", role.name}, {"db", role.database}});
  }
  return Value::ArrayOf(std::move(array).Finish());
}

Document ToDocument(const User& user) {
  Builder document;
  document.Append("_id", ToId(user.name)).Append("userId", user.id);
  document.Append("user", user.name.name).Append("db", user.name.database);
  document.OpenDocument("credentials");
  for (const Credentials& credentials : user.credentials) {
    document.Append(MechanismName(credentials.mechanism),
                    ToDocument(credentials));
  }
  document.Close();
  if (user.custom_data.has_value()) {
    document.Append("customData", *user.custom_data);
  }
  document.Append("roles", ToArray(user.roles));
  return std::move(document).Finish();
}

StatusOr<User> ReadUser(DocumentView document) {
  User user;
  StatusOr<std::string> name = ReadText(document, "user");
  if (!name.ok()) return name.status();
  StatusOr<std::string> database = ReadText(document, "db");
  if (!database.ok()) return database.status();
  StatusOr<std::vector<Credentials>> credentials = ReadAllCredentials(document);
  if (!credentials.ok()) return credentials.status();
  StatusOr<std::vector<Role>> roles = ReadRoles(document);
  if (!roles.ok()) return roles.status();

  user.name = UserName{*std::move(name), *std::move(database)};
  user.id = Value(document["userId"]);
  user.credentials = *std::move(credentials);
  user.roles = *std::move(roles);
  const Element custom_data = document["customData"];
  if (custom_data.type() == Type::kDocument) {
    user.custom_data = Document(custom_data.AsDocument());
  }
  return user;
}

}  // namespace meerkat::server::auth
