#include "tools/server/command_table.h"

#include <algorithm>
#include <iterator>

namespace meerkat::server {

namespace {

using enum Where;
using enum Stability;

constexpr CommandInfo Read(std::string_view name, Stability stability,
                           std::string_view help,
                           OpCounter counter = OpCounter::kCommand) {
  return {.name = name,
          .stability = stability,
          .counter = counter,
          .latency = Latency::kReads,
          .help = help};
}

constexpr CommandInfo Write(std::string_view name, OpCounter counter,
                            std::string_view help) {
  return {.name = name,
          .stability = kStable,
          .counter = counter,
          .latency = Latency::kWrites,
          .help = help};
}

// Of the engine, and neither a read nor a write of documents.
constexpr CommandInfo Engine(std::string_view name, Stability stability,
                             std::string_view help,
                             Where where = kAnyDatabase) {
  return {.name = name, .where = where, .stability = stability, .help = help};
}

constexpr CommandInfo Own(std::string_view name, CommandFunction run,
                          std::string_view help, Where where = kAnyDatabase,
                          Stability stability = kUnstable) {
  return {.name = name,
          .run = run,
          .where = where,
          .stability = stability,
          .help = help};
}

constexpr CommandInfo User(std::string_view name, std::string_view help) {
  CommandInfo info =
      Own(name, UserManagementCommand, help, kAnyDatabase, kStable);
  info.takes_write_concern = true;
  return info;
}

constexpr std::string_view kBuildInfo = "tells which build this is";
constexpr std::string_view kHello = "tells what the server is";
constexpr std::string_view kLastError =
    "tells what the last write of this connection did";
constexpr std::string_view kPrevError =
    "tells of the last error of this connection";
constexpr std::string_view kResetError =
    "forgets the errors of this connection";

constexpr CommandInfo kCommands[] = {
    Read("aggregate", kStable, "runs a pipeline"),
    Engine("buildInfo", kUnstable, kBuildInfo),
    Engine("buildinfo", kUnstable, kBuildInfo),
    Engine("collMod", kStable, "changes an index"),
    Engine("collStats", kUnstable, "tells the sizes of a collection"),
    Engine("collstats", kUnstable, "tells the sizes of a collection"),
    Own("connPoolStats", ConnPoolStatsCommand,
        "tells of connections to other servers"),
    Own("connectionStatus", ConnectionStatusCommand, "tells who is logged in"),
    Read("count", kStable, "counts documents"),
    Engine("create", kStable, "makes a collection"),
    Engine("createIndexes", kStable, "makes indexes"),
    User("createUser", "makes a user"),
    Own("currentOp", CurrentOpCommand, "lists what is running", kAdminOnly),
    Engine("dbStats", kUnstable, "tells the sizes of a database"),
    Engine("dbstats", kUnstable, "tells the sizes of a database"),
    Write("delete", OpCounter::kDelete, "removes documents"),
    Engine("deleteIndexes", kUnstable, "removes indexes"),
    Read("distinct", kUnstable, "lists the values of a field"),
    Engine("drop", kStable, "removes a collection"),
    User("dropAllUsersFromDatabase", "removes the users of a database"),
    Engine("dropDatabase", kStable, "removes a database"),
    Engine("dropIndexes", kStable, "removes indexes"),
    User("dropUser", "removes a user"),
    Own("endSessions", EndSessionsCommand, "ends sessions", kAnyDatabase,
        kStable),
    Own("features", FeaturesCommand, "tells about the build, to old shells"),
    Read("find", kStable, "finds documents", OpCounter::kQuery),
    Own("getCmdLineOpts", GetCmdLineOptsCommand,
        "tells how the server was started", kAdminOnly),
    Engine("getDefaultRWConcern", kUnstable,
           "tells the concerns of those who name none", kAdminOnly),
    Own("getLastError", GetLastErrorCommand, kLastError),
    Own("getLog", GetLogCommand, "shows the last lines of the log", kAdminOnly),
    Read("getMore", kStable, "goes on with a cursor", OpCounter::kGetMore),
    Own("getParameter", GetParameterCommand, "tells settings of the server",
        kAdminOnly),
    Own("getPrevError", GetPrevErrorCommand, kPrevError),
    Own("getlasterror", GetLastErrorCommand, kLastError),
    Own("getpreverror", GetPrevErrorCommand, kPrevError),
    User("grantRolesToUser", "gives roles to a user"),
    Own("hello", HelloCommand, kHello, kAnyDatabase, kStable),
    Own("hostInfo", HostInfoCommand, "tells what machine this is"),
    Write("insert", OpCounter::kInsert, "adds documents"),
    Own("isMaster", HelloCommand, kHello),
    Own("ismaster", HelloCommand, kHello),
    Own("killAllSessions", KillAllSessionsCommand,
        "ends the sessions of users, or of everybody"),
    Own("killAllSessionsByPattern", KillAllSessionsByPatternCommand,
        "ends the sessions that are as described"),
    Engine("killCursors", kStable, "ends cursors"),
    Own("killOp", KillOpCommand, "ends an operation", kAdminOnly),
    Own("killSessions", KillSessionsCommand,
        "ends sessions, and what runs in them"),
    Engine("listCollections", kStable, "lists the collections of a database"),
    Own("listCommands", ListCommandsCommand, "lists the commands"),
    Own("listDatabases", ListDatabasesCommand, "lists the databases",
        kAdminOnly, kStable),
    Engine("listIndexes", kStable, "lists the indexes of a collection"),
    Own("logout", LogoutCommand, "forgets who is logged in"),
    Engine("ping", kStable, "does nothing"),
    Own("refreshSessions", RefreshSessionsCommand,
        "keeps sessions from timing out", kAnyDatabase, kStable),
    Engine("renameCollection", kUnstable, "renames a collection", kAdminOnly),
    Own("replSetGetConfig", ReplSetGetConfigCommand,
        "tells of the members of the replica set", kAdminOnly),
    Own("replSetGetStatus", ReplSetGetStatusCommand,
        "tells the state of the replica set", kAdminOnly),
    Own("resetError", ResetErrorCommand, kResetError),
    Own("reseterror", ResetErrorCommand, kResetError),
    User("revokeRolesFromUser", "takes roles from a user"),
    User("rolesInfo", "tells of roles"),
    Own("saslContinue", SaslContinueCommand, "goes on with a login",
        kAnyDatabase, kStable),
    Own("saslStart", SaslStartCommand, "begins a login", kAnyDatabase, kStable),
    Own("serverStatus", ServerStatusCommand, "tells what was counted"),
    Own("shutdown", ShutdownCommand, "ends the server", kAdminOnly),
    Own("startSession", StartSessionCommand, "starts a session"),
    Own("top", TopCommand, "tells how long collections were used", kAdminOnly),
    Write("update", OpCounter::kUpdate, "changes documents"),
    User("updateUser", "changes a user"),
    User("usersInfo", "tells of users"),
    Engine("validate", kUnstable, "checks a collection"),
    Own("whatsmyuri", WhatsMyUriCommand,
        "tells where the client's connection comes from"),
};
static_assert(std::ranges::is_sorted(kCommands, {}, &CommandInfo::name));

}  // namespace

std::span<const CommandInfo> AllCommands() { return kCommands; }

const CommandInfo* FindCommand(std::string_view name) {
  const auto found =
      std::ranges::lower_bound(kCommands, name, {}, &CommandInfo::name);
  if (found == std::end(kCommands) || found->name != name) return nullptr;
  return &*found;
}

}  // namespace meerkat::server
