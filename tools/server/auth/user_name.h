// UserName: who somebody is. Users of one name in two databases are two users.
#pragma once

#include <string>

namespace meerkat::server::auth {

// `database` is where the user was made and logs in (authSource), not a place
// that it has access to.
struct UserName {
  std::string name;
  std::string database;

  friend bool operator==(const UserName&, const UserName&) = default;
};

// "app.ada": the _id of the user's document, and saslSupportedMechs of hello.
inline std::string ToId(const UserName& user) {
  return user.database + "." + user.name;
}
// "ada@app", as messages have it.
inline std::string ToString(const UserName& user) {
  return user.name + "@" + user.database;
}

}  // namespace meerkat::server::auth
