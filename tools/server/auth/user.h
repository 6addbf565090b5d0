// User: one document of admin.system.users.
//
//   {_id: "app.ada", userId: UUID, user: "ada", db: "app",
//    credentials: {"SCRAM-SHA-256": {...}, "SCRAM-SHA-1": {...}},
//    customData: {...}, roles: [{role: "readWrite", db: "app"}]}
//
// MongoDB manual, "system.users Collection".
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <optional>
#include <vector>

#include "tools/server/auth/credentials.h"
#include "tools/server/auth/roles.h"
#include "tools/server/auth/user_name.h"

namespace meerkat::server::auth {

struct User {
  UserName name;
  // Binary data of subtype 4, which tells a user from a later one of its name.
  Value id;
  // One for each mechanism that the user may log in by.
  std::vector<Credentials> credentials;
  std::vector<Role> roles;
  // Whatever the operator keeps with it.
  std::optional<Document> custom_data = {};
};

// A UUID of version 4 (RFC 4122).
Value MakeUuid(RandomSource& random);

// Nothing for a mechanism that the user may not log in by.
std::optional<Credentials> CredentialsOf(const User& user, Mechanism mechanism);

Document ToDocument(const User& user);
// Error 2 BadValue for a document that is no user's. Mechanisms and fields that
// are not known are passed over.
StatusOr<User> ReadUser(DocumentView document);

// [{role, db}, ...]
Value ToArray(const std::vector<Role>& roles);

}  // namespace meerkat::server::auth
