// Built-in roles: what each lets its user do, and to what.
//
// MongoDB manual, "Built-In Roles". There are no roles but these. A role
// belongs to a database and is about that one; those about all databases and
// about the server itself belong to admin. Collections in system. are root's
// only; userAdminAnyDatabase may read admin.system.users.
#pragma once

#include <meerkat/document.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/server/auth/action.h"

namespace meerkat::server::auth {

// {role: "read", db: "app"}.
struct Role {
  std::string name;
  std::string database;

  friend bool operator==(const Role&, const Role&) = default;
};

// What an action is done to.
struct Resource {
  enum class Kind {
    // A collection, or with an empty collection the database itself.
    kDatabase,
    // All databases but local and config.
    kAnyDatabase,
    // The server.
    kCluster,
  };

  Kind kind = Kind::kDatabase;
  std::string database;
  std::string collection;

  static Resource Of(std::string_view database,
                     std::string_view collection = "") {
    return {Kind::kDatabase, std::string(database), std::string(collection)};
  }
  static Resource AnyDatabase() { return {Kind::kAnyDatabase, "", ""}; }
  static Resource Cluster() { return {Kind::kCluster, "", ""}; }

  friend bool operator==(const Resource&, const Resource&) = default;
};

// Whether a role of this name can exist in this database: `read` in any,
// `root` in admin only.
bool IsBuiltInRole(const Role& role);

// Names of the roles that a database has, in the manual's order.
std::vector<std::string_view> BuiltInRolesOf(std::string_view database);

// Whether one of `roles` allows one of `actions` on `resource`. A role that
// does not exist allows nothing.
bool IsAllowed(std::span<const Role> roles, ActionSet actions,
               const Resource& resource);

// What `role` allows, as connectionStatus and usersInfo show privileges:
// {resource: {db: "app", collection: ""}, actions: ["find", ...]}; the resource
// is {db: "", collection: ""} for any database, {cluster: true} for the server,
// {anyResource: true} for root. Empty for a role that does not exist.
std::vector<Document> PrivilegesOf(const Role& role);

// Whether `roles` allow anything at all in `database`: what listDatabases shows
// to those who may not list all.
bool HasAccessTo(std::span<const Role> roles, std::string_view database);

}  // namespace meerkat::server::auth
