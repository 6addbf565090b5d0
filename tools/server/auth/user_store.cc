#include "tools/server/auth/user_store.h"

#include <fmt/format.h>
#include <meerkat/options.h>
#include <meerkat/value.h>

#include <algorithm>
#include <utility>

#include "tools/server/auth/digest.h"
#include "tools/server/fields.h"

namespace meerkat::server::auth {
namespace {

// With three bytes for each, and nonces beside it, a name still fits a payload
// (scram_message.h).
constexpr size_t kMaxName = 1000;

Status Bad(std::string_view why) {
  return MakeError(ErrorCode::kBadValue, why);
}

Status NotFound(const UserName& name) {
  return MakeError(ErrorCode::kUserNotFound,
                   fmt::format("there is no user '{}'", Shown(ToString(name))));
}

Status CheckName(const UserName& name) {
  if (name.name.empty()) return Bad("a user's name is not empty");
  if (name.name.size() > kMaxName) {
    return Bad("a user's name has at most 1000 bytes");
  }
  if (name.name.find('\0') != std::string::npos) {
    return Bad("a user's name holds no zero byte");
  }
  if (name.database.empty() || name.database.find('.') != std::string::npos) {
    return Bad("no database has such a name");
  }
  return absl::OkStatus();
}

Status CheckRoles(const std::vector<Role>& roles) {
  for (const Role& role : roles) {
    if (IsBuiltInRole(role)) continue;
    return MakeError(ErrorCode::kRoleNotFound,
                     fmt::format("there is no role '{}' in the database '{}'",
                                 Shown(role.name), Shown(role.database)));
  }
  return absl::OkStatus();
}

void AddRoles(const std::vector<Role>& more, std::vector<Role>& roles) {
  for (const Role& role : more) {
    if (std::ranges::find(roles, role) == roles.end()) roles.push_back(role);
  }
}

std::vector<Role> WithoutDuplicates(const std::vector<Role>& roles) {
  std::vector<Role> once;
  AddRoles(roles, once);
  return once;
}

bool Contains(const std::vector<Mechanism>& mechanisms, Mechanism mechanism) {
  return std::ranges::find(mechanisms, mechanism) != mechanisms.end();
}

// Keeps the credentials of `mechanisms`, which the user must have.
Status KeepMechanisms(const std::vector<Mechanism>& mechanisms, User& user) {
  std::vector<Credentials> kept;
  for (Mechanism mechanism : kMechanisms) {
    if (!Contains(mechanisms, mechanism)) continue;
    std::optional<Credentials> credentials = CredentialsOf(user, mechanism);
    if (!credentials.has_value()) {
      return Bad(fmt::format("a password is needed to add the mechanism {}",
                             MechanismName(mechanism)));
    }
    kept.push_back(*std::move(credentials));
  }
  if (kept.empty()) return Bad("a user needs a mechanism to log in by");
  user.credentials = std::move(kept);
  return absl::OkStatus();
}

std::vector<Mechanism> MechanismsOf(const User& user) {
  std::vector<Mechanism> mechanisms;
  for (const Credentials& credentials : user.credentials) {
    mechanisms.push_back(credentials.mechanism);
  }
  return mechanisms;
}

}  // namespace

UserStore::UserStore(Collection collection, RandomSource& random)
    : collection_(std::move(collection)), random_(random) {}

StatusOr<std::optional<User>> UserStore::Find(const UserName& name) {
  const StatusOr<std::optional<Document>> found =
      collection_.FindOne(Document{{"_id", ToId(name)}});
  if (!found.ok()) return found.status();
  if (!found->has_value()) return std::nullopt;
  StatusOr<User> user = ReadUser(**found);
  if (!user.ok()) return user.status();
  // "a.b.c" is the _id of b.c in a; no database is called a.b.
  if (user->name != name) return std::nullopt;
  return *std::move(user);
}

StatusOr<User> UserStore::FindExisting(const UserName& name) {
  StatusOr<std::optional<User>> user = Find(name);
  if (!user.ok()) return user.status();
  if (!user->has_value()) return NotFound(name);
  return **std::move(user);
}

StatusOr<std::vector<User>> UserStore::List(std::string_view database) {
  return ListMatching(Document{{"db", database}});
}

StatusOr<std::vector<User>> UserStore::ListAll() {
  return ListMatching(Document());
}

StatusOr<std::vector<User>> UserStore::ListMatching(const Document& filter) {
  StatusOr<Cursor> found =
      collection_.Find(filter, {.sort = Document{{"db", 1}, {"user", 1}}});
  if (!found.ok()) return found.status();
  std::vector<User> users;
  while (found->Next()) {
    StatusOr<User> user = ReadUser(found->document());
    if (!user.ok()) return user.status();
    users.push_back(*std::move(user));
  }
  if (!found->status().ok()) return found->status();
  return users;
}

StatusOr<bool> UserStore::HasUsers() {
  const StatusOr<std::optional<Document>> any = collection_.FindOne();
  if (!any.ok()) return any.status();
  return any->has_value();
}

Status UserStore::Create(const UserName& name, const NewUser& user) {
  if (Status named = CheckName(name); !named.ok()) return named;
  if (Status roles = CheckRoles(user.roles); !roles.ok()) return roles;
  StatusOr<std::vector<Credentials>> credentials =
      MakeAllCredentials(name, user.password, user.mechanisms);
  if (!credentials.ok()) return credentials.status();

  const User made{name, MakeUuid(random_), *std::move(credentials),
                  WithoutDuplicates(user.roles), user.custom_data};
  const StatusOr<InsertOneResult> inserted = collection_.InsertOne(
      ToDocument(made), {.write_concern = {.journal = true}});
  if (ErrorCodeOf(inserted.status()) == ErrorCode::kDuplicateKey) {
    return MakeError(kUserExists, fmt::format("the user '{}' exists already",
                                              Shown(ToString(name))));
  }
  return inserted.status();
}

Status UserStore::Update(const UserName& name, const UserChange& change) {
  if (change.empty()) return Bad("an update of a user changes something");
  absl::MutexLock lock(&changing_);
  StatusOr<User> user = FindExisting(name);
  if (!user.ok()) return user.status();
  if (Status changed = Change(*user, change); !changed.ok()) return changed;
  return Replace(*user);
}

Status UserStore::Change(User& user, const UserChange& change) {
  if (change.roles.has_value()) {
    if (Status roles = CheckRoles(*change.roles); !roles.ok()) return roles;
    user.roles = WithoutDuplicates(*change.roles);
  }
  if (change.custom_data.has_value()) user.custom_data = change.custom_data;
  if (change.password.has_value()) {
    StatusOr<std::vector<Credentials>> credentials =
        MakeAllCredentials(user.name, *change.password,
                           change.mechanisms.has_value() ? *change.mechanisms
                                                         : MechanismsOf(user));
    if (!credentials.ok()) return credentials.status();
    user.credentials = *std::move(credentials);
  } else if (change.mechanisms.has_value()) {
    return KeepMechanisms(*change.mechanisms, user);
  }
  return absl::OkStatus();
}

Status UserStore::GrantRoles(const UserName& name,
                             const std::vector<Role>& roles) {
  if (Status exist = CheckRoles(roles); !exist.ok()) return exist;
  absl::MutexLock lock(&changing_);
  StatusOr<User> user = FindExisting(name);
  if (!user.ok()) return user.status();
  AddRoles(roles, user->roles);
  return Replace(*user);
}

Status UserStore::RevokeRoles(const UserName& name,
                              const std::vector<Role>& roles) {
  if (Status exist = CheckRoles(roles); !exist.ok()) return exist;
  absl::MutexLock lock(&changing_);
  StatusOr<User> user = FindExisting(name);
  if (!user.ok()) return user.status();
  std::erase_if(user->roles, [&roles](const Role& role) {
    return std::ranges::find(roles, role) != roles.end();
  });
  return Replace(*user);
}

Status UserStore::Drop(const UserName& name) {
  absl::MutexLock lock(&changing_);
  const StatusOr<DeleteResult> dropped = collection_.DeleteOne(
      Document{{"_id", ToId(name)}, {"user", name.name}, {"db", name.database}},
      {.write_concern = {.journal = true}});
  if (!dropped.ok()) return dropped.status();
  return dropped->deleted_count == 0 ? NotFound(name) : absl::OkStatus();
}

StatusOr<int64_t> UserStore::DropAll(std::string_view database) {
  absl::MutexLock lock(&changing_);
  const StatusOr<DeleteResult> dropped = collection_.DeleteMany(
      Document{{"db", database}}, {.write_concern = {.journal = true}});
  if (!dropped.ok()) return dropped.status();
  return dropped->deleted_count;
}

Status UserStore::Replace(const User& user) {
  const StatusOr<UpdateResult> replaced = collection_.ReplaceOne(
      Document{{"_id", ToId(user.name)}}, ToDocument(user),
      {.write_concern = {.journal = true}});
  if (!replaced.ok()) return replaced.status();
  return replaced->matched_count == 0 ? NotFound(user.name) : absl::OkStatus();
}

StatusOr<std::vector<Credentials>> UserStore::MakeAllCredentials(
    const UserName& name, std::string_view password,
    const std::vector<Mechanism>& mechanisms) {
  std::vector<Credentials> all;
  for (Mechanism mechanism : kMechanisms) {
    if (!Contains(mechanisms, mechanism)) continue;
    StatusOr<Credentials> credentials =
        MakeCredentials(mechanism, name.name, password, random_);
    if (!credentials.ok()) return credentials.status();
    all.push_back(*std::move(credentials));
  }
  if (all.empty()) return Bad("a user needs a mechanism to log in by");
  return all;
}

StatusOr<std::optional<Credentials>> UserStore::FindCredentials(
    const UserName& name, Mechanism mechanism) {
  const StatusOr<std::optional<User>> user = Find(name);
  if (!user.ok()) return user.status();
  if (!user->has_value()) return std::nullopt;
  return CredentialsOf(**user, mechanism);
}

StatusOr<std::vector<std::string_view>> UserStore::SupportedMechanisms(
    const UserName& name) {
  const StatusOr<std::optional<User>> user = Find(name);
  if (!user.ok()) return user.status();
  std::vector<std::string_view> names;
  for (Mechanism mechanism : kMechanisms) {
    if (!user->has_value() || CredentialsOf(**user, mechanism).has_value()) {
      names.push_back(MechanismName(mechanism));
    }
  }
  return names;
}

CredentialSource CredentialsFrom(UserStore& users, std::string secret) {
  return {[&users](const UserName& name, Mechanism mechanism) {
            return users.FindCredentials(name, mechanism);
          },
          std::move(secret)};
}

}  // namespace meerkat::server::auth
