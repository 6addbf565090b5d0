#include "tools/server/auth/roles.h"

#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <algorithm>
#include <array>
#include <utility>

namespace meerkat::server::auth {
namespace {

using enum Action;

constexpr ActionSet kRead = {kChangeStream,    kCollStats,   kDbHash,
                             kDbStats,         kFind,        kKillCursors,
                             kListCollections, kListIndexes, kPlanCacheRead};

constexpr ActionSet kReadWrite =
    kRead | ActionSet{kConvertToCapped, kCreateCollection,
                      kCreateIndex,     kDropCollection,
                      kDropIndex,       kInsert,
                      kRemove,          kRenameCollectionSameDb,
                      kUpdate};

constexpr ActionSet kDbAdmin = {kBypassDocumentValidation,
                                kCollMod,
                                kCollStats,
                                kCompact,
                                kConvertToCapped,
                                kCreateCollection,
                                kCreateIndex,
                                kDbStats,
                                kDropCollection,
                                kDropDatabase,
                                kDropIndex,
                                kEnableProfiler,
                                kIndexStats,
                                kListCollections,
                                kListIndexes,
                                kPlanCacheIndexFilter,
                                kPlanCacheRead,
                                kPlanCacheWrite,
                                kReIndex,
                                kRenameCollectionSameDb,
                                kValidate};

constexpr ActionSet kUserAdmin = {
    kChangeCustomData, kChangePassword, kCreateUser, kDropUser,
    kGrantRole,        kRevokeRole,     kViewRole,   kViewUser};

constexpr ActionSet kListing = {kListDatabases};

constexpr ActionSet kReadUsers = {kCollStats,   kDbHash,      kFind,
                                  kKillCursors, kListIndexes, kPlanCacheRead};

constexpr ActionSet kMonitorServer = {
    kConnPoolStats,    kGetCmdLineOpts, kGetDefaultRwConcern,
    kGetLog,           kGetParameter,   kHostInfo,
    kInprog,           kListDatabases,  kReplSetGetConfig,
    kReplSetGetStatus, kServerStatus,   kTop};
constexpr ActionSet kMonitorData = {kCollStats, kDbStats, kIndexStats};

constexpr ActionSet kManageServer = {kFsync,     kKillAnySession, kKillop,
                                     kLogRotate, kSetParameter,   kShutdown};
constexpr ActionSet kManageData = {kKillCursors};

// Databases that the roles for any database leave out.
bool IsInternal(std::string_view database) {
  return database == "local" || database == "config";
}

bool IsSystem(std::string_view collection) {
  return collection.starts_with("system.");
}

// A built-in role is up to six sets of actions, each for a kind of resource.
struct BuiltInRole {
  std::string_view name;
  // Only the database admin has it.
  bool is_admin_only = false;
  // Its own database and the collections there, but for system.
  ActionSet own_database = {};
  // The same in all databases but local and config ...
  ActionSet any_database = {};
  // ... and with these two.
  ActionSet every_database = {};
  // The collections of admin that hold the users.
  ActionSet users = {};
  ActionSet cluster = {};
  bool is_everything = false;
};

constexpr ActionSet AllActions() {
  ActionSet all;
  for (int i = 0; i < kActionCount; ++i) {
    all = all | ActionSet{static_cast<Action>(i)};
  }
  return all;
}

// In the order of the manual.
constexpr std::array<BuiltInRole, 13> kRoles = {{
    {.name = "read", .own_database = kRead},
    {.name = "readWrite", .own_database = kReadWrite},
    {.name = "dbAdmin", .own_database = kDbAdmin},
    {.name = "dbOwner", .own_database = kReadWrite | kDbAdmin | kUserAdmin},
    {.name = "userAdmin", .own_database = kUserAdmin},
    {.name = "clusterAdmin",
     .is_admin_only = true,
     .every_database = kMonitorData | kManageData | ActionSet{kDropDatabase},
     .cluster = kMonitorServer | kManageServer},
    {.name = "clusterMonitor",
     .is_admin_only = true,
     .every_database = kMonitorData,
     .cluster = kMonitorServer},
    {.name = "hostManager",
     .is_admin_only = true,
     .every_database = kManageData,
     .cluster = kManageServer},
    {.name = "readAnyDatabase",
     .is_admin_only = true,
     .any_database = kRead,
     .cluster = kListing},
    {.name = "readWriteAnyDatabase",
     .is_admin_only = true,
     .any_database = kReadWrite,
     .cluster = kListing},
    {.name = "userAdminAnyDatabase",
     .is_admin_only = true,
     .any_database = kUserAdmin,
     .users = kReadUsers,
     .cluster = kListing},
    {.name = "dbAdminAnyDatabase",
     .is_admin_only = true,
     .any_database = kDbAdmin,
     .cluster = kListing},
    {.name = "root", .is_admin_only = true, .is_everything = true},
}};

const BuiltInRole* Find(const Role& role) {
  const auto found = std::ranges::find(kRoles, role.name, &BuiltInRole::name);
  if (found == kRoles.end()) return nullptr;
  if (found->is_admin_only && role.database != "admin") return nullptr;
  return &*found;
}

ActionSet ActionsInDatabase(const BuiltInRole& role,
                            std::string_view role_database,
                            const Resource& resource) {
  if (resource.database == "admin" && resource.collection == "system.users") {
    return role.users;
  }
  if (IsSystem(resource.collection)) return {};
  ActionSet actions = role.every_database;
  if (!IsInternal(resource.database)) actions = actions | role.any_database;
  if (resource.database == role_database) actions = actions | role.own_database;
  return actions;
}

ActionSet ActionsOn(const BuiltInRole& role, std::string_view role_database,
                    const Resource& resource) {
  switch (resource.kind) {
    case Resource::Kind::kCluster:
      return role.cluster;
    case Resource::Kind::kAnyDatabase:
      return role.any_database | role.every_database;
    case Resource::Kind::kDatabase:
      return ActionsInDatabase(role, role_database, resource);
  }
  return {};
}

bool Allows(const Role& role, ActionSet actions, const Resource& resource) {
  const BuiltInRole* found = Find(role);
  if (found == nullptr) return false;
  return found->is_everything ||
         ActionsOn(*found, role.database, resource).HasAnyOf(actions);
}

Document CollectionResource(std::string_view database,
                            std::string_view collection = "") {
  return Document{{"db", database}, {"collection", collection}};
}

void AddPrivilege(const Document& resource, ActionSet actions,
                  std::vector<Document>& privileges) {
  if (actions.empty()) return;
  Builder privilege;
  privilege.Append("resource", resource);
  privilege.OpenArray("actions");
  for (int i = 0; i < kActionCount; ++i) {
    const Action action = static_cast<Action>(i);
    if (actions.Has(action)) privilege.AppendItem(Value(ActionName(action)));
  }
  privilege.Close();
  privileges.push_back(std::move(privilege).Finish());
}

bool HasAccess(const Role& role, std::string_view database) {
  const BuiltInRole* found = Find(role);
  if (found == nullptr) return false;
  const Resource resource = Resource::Of(database);
  return found->is_everything ||
         !ActionsOn(*found, role.database, resource).empty();
}

}  // namespace

bool IsBuiltInRole(const Role& role) { return Find(role) != nullptr; }

std::vector<std::string_view> BuiltInRolesOf(std::string_view database) {
  std::vector<std::string_view> names;
  for (const BuiltInRole& role : kRoles) {
    if (!role.is_admin_only || database == "admin") names.push_back(role.name);
  }
  return names;
}

bool IsAllowed(std::span<const Role> roles, ActionSet actions,
               const Resource& resource) {
  return std::ranges::any_of(
      roles, [&](const Role& role) { return Allows(role, actions, resource); });
}

bool HasAccessTo(std::span<const Role> roles, std::string_view database) {
  return std::ranges::any_of(
      roles, [&](const Role& role) { return HasAccess(role, database); });
}

std::vector<Document> PrivilegesOf(const Role& role) {
  std::vector<Document> privileges;
  const BuiltInRole* found = Find(role);
  if (found == nullptr) return privileges;
  if (found->is_everything) {
    AddPrivilege(Document{{"anyResource", true}}, AllActions(), privileges);
    return privileges;
  }
  AddPrivilege(CollectionResource(role.database), found->own_database,
               privileges);
  AddPrivilege(CollectionResource(""),
               found->any_database | found->every_database, privileges);
  AddPrivilege(CollectionResource("admin", "system.users"), found->users,
               privileges);
  AddPrivilege(Document{{"cluster", true}}, found->cluster, privileges);
  return privileges;
}

}  // namespace meerkat::server::auth
