#include "tools/server/auth/command_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "tools/server/auth/pipeline_access.h"
#include "tools/server/auth/user_command_access.h"
#include "tools/server/fields.h"

namespace meerkat::server::auth {
namespace {

using enum Action;

// What a command's actions are done to.
enum class On : uint8_t {
  // Everybody may run it, logged in or not.
  kNobody,
  // Whoever is logged in.
  kUser,
  // The collection in its first field.
  kCollection,
  kDatabase,
  kCluster,
};
using enum On;

struct Request {
  std::string_view database;
  DocumentView command;
  const UserName& self;
};

struct CommandAccess {
  std::string_view name;
  On on;
  // Any of these is enough.
  ActionSet actions = {};
  // Adds what depends on the other fields.
  void (*add)(const Request& request, Privileges& needed) = nullptr;
};

std::string_view TextOf(const Element& text) {
  return text.type() == Type::kString ? text.AsString() : std::string_view();
}

// "db.coll" as its two parts.
Resource NamespaceOf(const Element& name) {
  const std::string_view text = TextOf(name);
  const size_t dot = std::min(text.find('.'), text.size());
  return Resource::Of(text.substr(0, dot),
                      text.substr(std::min(dot + 1, text.size())));
}

void Aggregate(const Request& request, Privileges& needed) {
  AddAggregatePrivileges(request.database, request.command, needed);
}

// {bulkWrite: 1, ops, nsInfo: [{ns: "db.coll"}]}. As elsewhere no built-in role
// tells inserting from the other ways of writing.
void BulkWrite(const Request& request, Privileges& needed) {
  const Element places = request.command["nsInfo"];
  if (places.type() != Type::kArray) return;
  for (const Element place : places.AsDocument()) {
    if (place.type() != Type::kDocument) continue;
    needed.push_back({{kInsert}, NamespaceOf(place.AsDocument()["ns"])});
  }
}

// {currentOp: 1, $ownOps: true}: everybody may see what they run themselves.
void CurrentOp(const Request& request, Privileges& needed) {
  const Element own = request.command["$ownOps"];
  if (own.type() == Type::kBool && own.AsBool()) return;
  needed.push_back({{kInprog}, Resource::Cluster()});
}

// {dataSize: "db.coll"}
void DataSize(const Request& request, Privileges& needed) {
  needed.push_back({{kFind}, NamespaceOf(*request.command.begin())});
}

// With admin go the users, and with them all that guards the server.
void DropDatabase(const Request& request, Privileges& needed) {
  if (request.database != "admin") return;
  needed.push_back({{kDropCollection}, Resource::Of("admin", "system.users")});
}

// {renameCollection: "db.coll", to: "db.coll", dropTarget}. To another database
// it is a copy.
// {killAllSessionsByPattern: [{users: [...]}, {roles: [...]}]}: whose sessions
// they are is for those to ask who may act as others.
void KillByPattern(const Request& request, Privileges& needed) {
  const Element patterns = *request.command.begin();
  if (patterns.type() != Type::kArray) return;
  for (const Element pattern : patterns.AsDocument()) {
    if (pattern.type() != Type::kDocument) continue;
    const DocumentView parts = pattern.AsDocument();
    if (!parts["users"].exists() && !parts["roles"].exists()) continue;
    needed.push_back({{kImpersonate}, Resource::Cluster()});
    return;
  }
}

void RenameCollection(const Request& request, Privileges& needed) {
  const Resource from = NamespaceOf(*request.command.begin());
  const Resource to = NamespaceOf(request.command["to"]);
  if (from.database == to.database) {
    needed.push_back({{kRenameCollectionSameDb}, from});
    needed.push_back({{kRenameCollectionSameDb}, to});
  } else {
    needed.push_back({{kFind}, from});
    needed.push_back({{kDropCollection}, from});
    needed.push_back({{kInsert}, to});
  }
  if (request.command["dropTarget"].exists()) {
    needed.push_back({{kDropCollection}, to});
  }
}

void View(const Request& request, Privileges& needed) {
  AddViewPrivileges(request.database, request.command, needed);
}

void Grant(const Request& request, Privileges& needed) {
  AddGrantPrivileges(request.database, request.command, needed);
}

void Revoke(const Request& request, Privileges& needed) {
  AddRevokePrivileges(request.database, request.command, needed);
}

void RolesInfo(const Request& request, Privileges& needed) {
  AddRolesInfoPrivileges(request.database, request.command, needed);
}

void UpdateUser(const Request& request, Privileges& needed) {
  AddUpdateUserPrivileges(request.database, request.command, needed);
}

// Everybody may see themselves, but not what their password was made into: a
// session that was left open must not give that away.
void UsersInfo(const Request& request, Privileges& needed) {
  const UserName nobody;
  const bool is_secret = request.command["showCredentials"].exists();
  AddUsersInfoPrivileges(request.database, request.command,
                         is_secret ? nobody : request.self, needed);
}

// Sorted by name. findAndModify, update and the like also find and insert: who
// may do one of it by a built-in role may do all. explain stands for what it
// explains.
constexpr CommandAccess kCommands[] = {
    {"abortTransaction", kUser},
    {"aggregate", kUser, {}, Aggregate},
    {"buildInfo", kNobody},
    {"buildinfo", kNobody},
    {"bulkWrite", kUser, {}, BulkWrite},
    {"collMod", kCollection, {kCollMod}, View},
    {"collStats", kCollection, {kCollStats}},
    {"collstats", kCollection, {kCollStats}},
    {"commitTransaction", kUser},
    {"compact", kCollection, {kCompact}},
    {"connPoolStats", kCluster, {kConnPoolStats}},
    {"connectionStatus", kNobody},
    {"convertToCapped", kCollection, {kConvertToCapped}},
    {"count", kCollection, {kFind}},
    {"create", kCollection, {kCreateCollection}, View},
    {"createIndexes", kCollection, {kCreateIndex}},
    {"createUser", kDatabase, {kCreateUser}, Grant},
    {"currentOp", kUser, {}, CurrentOp},
    {"dataSize", kUser, {}, DataSize},
    {"dbHash", kDatabase, {kDbHash}},
    {"dbStats", kDatabase, {kDbStats}},
    {"dbstats", kDatabase, {kDbStats}},
    {"delete", kCollection, {kRemove}},
    {"deleteIndexes", kCollection, {kDropIndex}},
    {"distinct", kCollection, {kFind}},
    {"drop", kCollection, {kDropCollection}},
    {"dropAllUsersFromDatabase", kDatabase, {kDropUser}},
    {"dropDatabase", kDatabase, {kDropDatabase}, DropDatabase},
    {"dropIndexes", kCollection, {kDropIndex}},
    {"dropUser", kDatabase, {kDropUser}},
    {"endSessions", kUser},
    {"explain", kUser},
    {"features", kUser},
    {"find", kCollection, {kFind}},
    {"findAndModify", kCollection, {kUpdate}},
    {"findandmodify", kCollection, {kUpdate}},
    {"fsync", kCluster, {kFsync}},
    {"getCmdLineOpts", kCluster, {kGetCmdLineOpts}},
    {"getDefaultRWConcern", kCluster, {kGetDefaultRwConcern}},
    {"getLastError", kUser},
    {"getLog", kCluster, {kGetLog}},
    {"getMore", kUser},
    {"getParameter", kCluster, {kGetParameter}},
    {"getPrevError", kUser},
    {"getlasterror", kUser},
    {"getnonce", kNobody},
    {"getpreverror", kUser},
    {"grantRolesToUser", kUser, {}, Grant},
    {"hello", kNobody},
    {"hostInfo", kCluster, {kHostInfo}},
    {"insert", kCollection, {kInsert}},
    {"isMaster", kNobody},
    {"ismaster", kNobody},
    {"killAllSessions", kCluster, {kKillAnySession}},
    {"killAllSessionsByPattern", kCluster, {kKillAnySession}, KillByPattern},
    {"killCursors", kUser},
    {"killOp", kCluster, {kKillop}},
    {"killSessions", kUser},
    {"listCollections", kDatabase, {kListCollections}},
    {"listCommands", kNobody},
    {"listDatabases", kUser},
    {"listIndexes", kCollection, {kListIndexes}},
    {"logRotate", kCluster, {kLogRotate}},
    {"logout", kNobody},
    {"ping", kNobody},
    {"planCacheClear", kCollection, {kPlanCacheWrite}},
    {"planCacheClearFilters", kCollection, {kPlanCacheIndexFilter}},
    {"planCacheListFilters", kCollection, {kPlanCacheIndexFilter}},
    {"planCacheSetFilter", kCollection, {kPlanCacheIndexFilter}},
    {"profile", kDatabase, {kEnableProfiler}},
    {"reIndex", kCollection, {kReIndex}},
    {"refreshSessions", kUser},
    {"renameCollection", kUser, {}, RenameCollection},
    {"replSetGetConfig", kCluster, {kReplSetGetConfig}},
    {"replSetGetStatus", kCluster, {kReplSetGetStatus}},
    {"resetError", kUser},
    {"reseterror", kUser},
    {"revokeRolesFromUser", kUser, {}, Revoke},
    {"rolesInfo", kUser, {}, RolesInfo},
    {"saslContinue", kNobody},
    {"saslStart", kNobody},
    {"serverStatus", kCluster, {kServerStatus}},
    {"setParameter", kCluster, {kSetParameter}},
    {"shutdown", kCluster, {kShutdown}},
    {"startSession", kUser},
    {"top", kCluster, {kTop}},
    {"update", kCollection, {kUpdate}},
    {"updateUser", kUser, {}, UpdateUser},
    {"usersInfo", kUser, {}, UsersInfo},
    {"validate", kCollection, {kValidate}},
    {"whatsmyuri", kNobody},
};
static_assert(std::ranges::is_sorted(kCommands, {}, &CommandAccess::name));

const CommandAccess* FindAccess(std::string_view name) {
  const auto found =
      std::ranges::lower_bound(kCommands, name, {}, &CommandAccess::name);
  if (found == std::end(kCommands) || found->name != name) return nullptr;
  return &*found;
}

// The command that explain explains, however often it is wrapped. Anything else
// is refused when explain runs, and needs nothing here.
DocumentView Explained(DocumentView command) {
  while (!command.empty() && command.begin()->name() == "explain" &&
         command.begin()->type() == Type::kDocument) {
    command = command.begin()->AsDocument();
  }
  return command;
}

void AddOwn(const CommandAccess& access, const Request& request,
            Privileges& needed) {
  switch (access.on) {
    case kNobody:
    case kUser:
      return;
    case kCollection:
      needed.push_back(
          {access.actions,
           Resource::Of(request.database, TextOf(*request.command.begin()))});
      return;
    case kDatabase:
      needed.push_back({access.actions, Resource::Of(request.database)});
      return;
    case kCluster:
      needed.push_back({access.actions, Resource::Cluster()});
      return;
  }
}

}  // namespace

bool IsListed(std::string_view command) {
  return FindAccess(command) != nullptr;
}

bool NeedsLogin(std::string_view command) {
  const CommandAccess* access = FindAccess(command);
  return access == nullptr || access->on != kNobody;
}

StatusOr<Privileges> PrivilegesFor(std::string_view database,
                                   DocumentView command, const UserName& self) {
  command = Explained(command);
  if (command.empty()) return Privileges();
  const std::string_view name = command.begin()->name();
  const CommandAccess* access = FindAccess(name);
  if (access == nullptr) {
    return MakeError(ErrorCode::kUnauthorized,
                     fmt::format("nobody is authorized to execute the command "
                                 "'{}'",
                                 Shown(name)));
  }
  const Request request{database, command, self};
  Privileges needed;
  AddOwn(*access, request, needed);
  if (access->add != nullptr) access->add(request, needed);
  return needed;
}

std::vector<std::string_view> ListedCommands() {
  std::vector<std::string_view> names;
  for (const CommandAccess& access : kCommands) names.push_back(access.name);
  return names;
}

}  // namespace meerkat::server::auth
