// UserStore: the users of a server, kept in a collection of its database.
//
//   UserStore users(client["admin"]["system.users"], SecureRandom());
//   users.Create({"ada", "app"}, {.password = "...", .roles = {...}});
//
// admin.system.users is the collection that roles guard from being read, see
// roles.h, and that commands of clients cannot write to.
#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <meerkat/collection.h>
#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/server/auth/mechanism.h"
#include "tools/server/auth/roles.h"
#include "tools/server/auth/scram.h"
#include "tools/server/auth/user.h"
#include "tools/server/auth/user_name.h"

namespace meerkat::server::auth {

// It has no name in MongoDB.
inline constexpr ErrorCode kUserExists{51003};

// What createUser says of a user.
struct NewUser {
  std::string password;
  std::vector<Role> roles;
  std::vector<Mechanism> mechanisms = {Mechanism::kScramSha1,
                                       Mechanism::kScramSha256};
  std::optional<Document> custom_data = {};
};

// What updateUser changes; nothing else does.
struct UserChange {
  std::optional<std::string> password = {};
  std::optional<std::vector<Role>> roles = {};
  // Without a password only mechanisms that the user has already.
  std::optional<std::vector<Mechanism>> mechanisms = {};
  std::optional<Document> custom_data = {};

  bool empty() const {
    return !password.has_value() && !roles.has_value() &&
           !mechanisms.has_value() && !custom_data.has_value();
  }
};

// Thread-safe. `random` must outlive it.
//
// Besides those named, every function may fail as the collection does, with 2
// BadValue when a document in it is no user's, and, when it makes credentials,
// as MakeCredentials().
class UserStore {
 public:
  UserStore(Collection collection, RandomSource& random);

  // Nothing when there is no such user.
  StatusOr<std::optional<User>> Find(const UserName& name);
  // The users of a database, by name, and those of all, by database and name.
  StatusOr<std::vector<User>> List(std::string_view database);
  StatusOr<std::vector<User>> ListAll();
  // Whether there are users at all: see Caller::has_localhost_exception.
  StatusOr<bool> HasUsers();

  // Errors: 51003 when there is such a user, 31 RoleNotFound, 2 BadValue for a
  // name or password that is empty or a name that is too long to log in by, or
  // for no mechanism.
  Status Create(const UserName& name, const NewUser& user);
  // Errors: 11 UserNotFound, 31 RoleNotFound, 2 BadValue for a change that
  // changes nothing, or as above.
  Status Update(const UserName& name, const UserChange& change);
  // Roles that the user has already, or has not, are passed over. Errors: 11
  // UserNotFound, 31 RoleNotFound.
  Status GrantRoles(const UserName& name, const std::vector<Role>& roles);
  Status RevokeRoles(const UserName& name, const std::vector<Role>& roles);
  // Error 11 UserNotFound.
  Status Drop(const UserName& name);
  // Drops the users of a database and tells how many.
  StatusOr<int64_t> DropAll(std::string_view database);

  // Credentials for logins (CredentialSource::find).
  StatusOr<std::optional<Credentials>> FindCredentials(const UserName& name,
                                                       Mechanism mechanism);
  // Names for hello's saslSupportedMechs; all of them for an unknown user, so
  // that nobody can tell.
  StatusOr<std::vector<std::string_view>> SupportedMechanisms(
      const UserName& name);

 private:
  StatusOr<std::vector<User>> ListMatching(const Document& filter);
  // Error 11 UserNotFound.
  StatusOr<User> FindExisting(const UserName& name);
  Status Replace(const User& user);
  Status Change(User& user, const UserChange& change);
  StatusOr<std::vector<Credentials>> MakeAllCredentials(
      const UserName& name, std::string_view password,
      const std::vector<Mechanism>& mechanisms);

  Collection collection_;
  RandomSource& random_;
  // Held while a user is read, changed and written back.
  absl::Mutex changing_;
};

// A source of credentials for logins; `secret` is that of login_secret.h.
// `users` must outlive it.
CredentialSource CredentialsFrom(UserStore& users, std::string secret);

}  // namespace meerkat::server::auth
