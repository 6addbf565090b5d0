// Commands about the server: how it was started, what it logged, what it has.
// MongoDB manual, "Diagnostic Commands" and "Administration Commands".
#include <fmt/format.h>
#include <meerkat/command_context.h>
#include <meerkat/mongodb_version.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <utility>

#include "tools/server/auth/command_access.h"
#include "tools/server/auth/mechanism.h"
#include "tools/server/auth/roles.h"
#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"
#include "tools/server/handshake.h"

namespace meerkat::server {

namespace {

// A parameter that getParameter knows.
struct Parameter {
  std::string_view name;
  Value (*read)(const ServerState& server);
};

Value Mechanisms(const ServerState&) {
  Builder names;
  for (const auth::Mechanism mechanism : auth::kMechanisms) {
    names.AppendItem(Value(auth::MechanismName(mechanism)));
  }
  return Value::ArrayOf(std::move(names).Finish());
}

Value FeatureVersion(const ServerState&) {
  // "7.0" of "7.0.0".
  return Value(Document{
      {"version", kMongoDbVersion.substr(0, kMongoDbVersion.rfind('.'))}});
}

Value SessionTimeout(const ServerState&) {
  return Value(static_cast<int32_t>(Sessions::kTimeout.count()));
}

Value CursorTimeout(const ServerState&) {
  return Value(
      int64_t{std::chrono::milliseconds(CursorCounts::kIdleLimit).count()});
}

Value Quiet(const ServerState& server) { return Value(server.options.quiet); }

Value SlowMillis(const ServerState& server) {
  return Value(static_cast<int64_t>(server.options.slow.count()));
}

std::chrono::seconds TtlInterval(const ServerState& server) {
  return Client(server.client).CountTtl().interval;
}

Value TtlEnabled(const ServerState& server) {
  return Value(TtlInterval(server) > std::chrono::seconds(0));
}

Value TtlSleep(const ServerState& server) {
  return Value(static_cast<int32_t>(TtlInterval(server).count()));
}

// By name.
constexpr Parameter kParameters[] = {
    {"authenticationMechanisms", Mechanisms},
    {"cursorTimeoutMillis", CursorTimeout},
    {"featureCompatibilityVersion", FeatureVersion},
    {"localLogicalSessionTimeoutMinutes", SessionTimeout},
    {"quiet", Quiet},
    {"slowOpThresholdMs", SlowMillis},
    {"ttlMonitorEnabled", TtlEnabled},
    {"ttlMonitorSleepSecs", TtlSleep},
};

// {showDetails, allParameters} instead of a 1 or "*".
struct ParameterQuestion {
  bool all = false;
  bool details = false;
};

StatusOr<ParameterQuestion> ReadQuestion(const Element& asked) {
  if (asked.type() == Type::kString) {
    return ParameterQuestion{.all = asked.AsString() == "*"};
  }
  if (asked.type() != Type::kDocument) return ParameterQuestion{};
  const StatusOr<bool> all =
      BoolField(asked.AsDocument(), "allParameters", false);
  if (!all.ok()) return all.status();
  const StatusOr<bool> details =
      BoolField(asked.AsDocument(), "showDetails", false);
  if (!details.ok()) return details.status();
  return ParameterQuestion{.all = *all, .details = *details};
}

void AppendParameter(const Parameter& parameter, const ServerState& server,
                     bool details, Builder& reply) {
  const Value value = parameter.read(server);
  if (!details) {
    reply.Append(parameter.name, value);
    return;
  }
  reply.OpenDocument(parameter.name).Append("value", value);
  reply.Append("settableAtRuntime", false).Append("settableAtStartup", false);
  reply.Close();
}

// The reply of listDatabases, with those databases and their sizes only that
// the roles give access to.
void AppendDatabasesOf(std::span<const auth::Role> roles, DocumentView all,
                       Builder& reply) {
  double size = 0;
  reply.OpenArray("databases");
  for (const Element& item : all["databases"].AsDocument()) {
    const DocumentView database = item.AsDocument();
    if (!auth::HasAccessTo(roles, database["name"].AsString())) continue;
    size += NumberIn(database, "sizeOnDisk");
    reply.AppendItem(database);
  }
  reply.Close();
  // Not with nameOnly.
  if (!all["totalSize"].exists()) return;
  reply.Append("totalSize", static_cast<int64_t>(size));
  reply.Append("totalSizeMb", static_cast<int64_t>(size / (1 << 20)));
}

Status NoReplication() {
  constexpr ErrorCode kNoReplicationEnabled{76};
  return MakeError(kNoReplicationEnabled, "not running with --replSet");
}

}  // namespace

// A server that has no others makes no connections.
Status ConnPoolStatsCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  reply.Append("numClientConnections", 0).Append("numAScopedConnections", 0);
  reply.Append("totalInUse", 0).Append("totalAvailable", 0);
  reply.Append("totalLeased", 0).Append("totalCreated", 0);
  reply.Append("totalRefreshing", 0);
  reply.Append("replicaSetMatchingStrategy", "matchPrimaryNode");
  reply.Append("pools", Document()).Append("hosts", Document());
  reply.Append("replicaSets", Document());
  return absl::OkStatus();
}

Status FeaturesCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {"oidReset"}); !fields.ok()) {
    return fields;
  }
  // The part of an ObjectId that says which machine made it.
  const auto& bytes = call.server.topology.process_id.bytes;
  reply.Append("oidMachine", bytes[4] << 16 | bytes[5] << 8 | bytes[6]);
  return absl::OkStatus();
}

Status GetCmdLineOptsCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  const ServerOptions& options = call.server.options;
  reply.OpenArray("argv");
  for (const std::string& word : options.command_line) {
    reply.AppendItem(Value(word));
  }
  reply.Close();
  reply.OpenDocument("parsed").OpenDocument("net");
  reply.Append("bindIp", options.bind_ip);
  if (options.port.has_value()) {
    reply.Append("port", static_cast<int32_t>(*options.port));
  }
  if (!options.socket_path.empty()) {
    reply.OpenDocument("unixDomainSocket");
    reply.Append("path", options.socket_path).Close();
  }
  reply.Close();
  if (!options.standalone) {
    reply.OpenDocument("replication");
    reply.Append("replSet", options.replica_set).Close();
  }
  reply.OpenDocument("security");
  reply.Append("authorization", options.auth ? "enabled" : "disabled");
  reply.Close().Close();
  return absl::OkStatus();
}

Status GetLogCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  const Element name = *call.command().begin();
  if (name.type() != Type::kString) {
    return WrongType("getLog", name.type(), "string");
  }
  if (name.AsString() == "*") {
    reply.Append("names", Array{"global", "startupWarnings"});
    return absl::OkStatus();
  }
  if (name.AsString() == "startupWarnings") {
    reply.Append("totalLinesWritten", 0).Append("log", Array({}));
    return absl::OkStatus();
  }
  if (name.AsString() != "global") {
    return MakeError(
        ErrorCode::kOperationFailed,
        fmt::format("there is no log '{}'", Shown(name.AsString())));
  }
  reply.Append("totalLinesWritten",
               static_cast<int32_t>(call.server.log.written()));
  reply.OpenArray("log");
  for (const std::string& line : call.server.log.lines()) {
    reply.AppendItem(Value(line));
  }
  reply.Close();
  return absl::OkStatus();
}

Status GetParameterCommand(const Call& call, Builder& reply) {
  const StatusOr<ParameterQuestion> question =
      ReadQuestion(*call.command().begin());
  if (!question.ok()) return question.status();
  int told = 0;
  for (const Parameter& parameter : kParameters) {
    const bool is_asked =
        question->all || call.command()[parameter.name].exists();
    if (!is_asked) continue;
    AppendParameter(parameter, call.server, question->details, reply);
    ++told;
  }
  if (told > 0) return absl::OkStatus();
  return MakeError(ErrorCode::kInvalidOptions, "no option found to get");
}

Status ListCommandsCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  reply.OpenDocument("commands");
  for (const CommandInfo& command : AllCommands()) {
    reply.OpenDocument(command.name);
    reply.Append("help", command.help);
    reply.Append("requiresAuth", auth::NeedsLogin(command.name));
    reply.Append("secondaryOk", true);
    reply.Append("adminOnly", command.where == Where::kAdminOnly);
    reply.OpenArray("apiVersions");
    if (command.stability == Stability::kStable) reply.AppendItem(Value("1"));
    reply.Close();
    reply.Append("deprecatedApiVersions", Array({}));
    reply.Close();
  }
  reply.Close();
  return absl::OkStatus();
}

Status ReplSetGetStatusCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {"forShell", "initialSync"});
      !fields.ok()) {
    return fields;
  }
  const Topology& topology = call.server.topology;
  if (topology.standalone) return NoReplication();
  const Date now = call.server.clock().Now();
  const Timestamp time = call.server.cluster_clock.Now();
  constexpr int32_t kPrimary = 1;
  reply.Append("set", topology.replica_set).Append("date", now);
  reply.Append("myState", kPrimary).Append("term", int64_t{1});
  reply.Append("syncSourceHost", "").Append("syncSourceId", -1);
  reply.Append("heartbeatIntervalMillis", int64_t{2000});
  reply.Append("majorityVoteCount", 1).Append("writeMajorityCount", 1);
  reply.Append("votingMembersCount", 1);
  reply.Append("writableVotingMembersCount", 1);
  reply.OpenDocument("optimes");
  for (const std::string_view name :
       {"lastCommittedOpTime", "readConcernMajorityOpTime", "appliedOpTime",
        "durableOpTime"}) {
    reply.OpenDocument(name).Append("ts", time).Append("t", int64_t{1}).Close();
  }
  reply.Append("lastAppliedWallTime", now).Append("lastDurableWallTime", now);
  reply.Close();
  reply.OpenArray("members").OpenDocumentItem();
  reply.Append("_id", 0)
      .Append("name", HostOf(topology, call.peer))
      .Append("health", 1.0);
  reply.Append("state", kPrimary).Append("stateStr", "PRIMARY");
  reply.Append("uptime", static_cast<int32_t>(call.server.uptime().count()));
  reply.OpenDocument("optime");
  reply.Append("ts", time).Append("t", int64_t{1}).Close();
  reply.Append("optimeDate", now).Append("configVersion", 1);
  reply.Append("configTerm", 1).Append("self", true);
  reply.Append("lastHeartbeatMessage", "").Close().Close();
  return absl::OkStatus();
}

Status ReplSetGetConfigCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(
          call.command(), {"commitmentStatus", "$_internalIncludeNewlyAdded"});
      !fields.ok()) {
    return fields;
  }
  const Topology& topology = call.server.topology;
  if (topology.standalone) return NoReplication();
  const StatusOr<bool> commitment =
      BoolField(call.command(), "commitmentStatus", false);
  if (!commitment.ok()) return commitment.status();
  reply.OpenDocument("config");
  reply.Append("_id", topology.replica_set).Append("version", 1);
  reply.Append("term", 1).Append("protocolVersion", int64_t{1});
  reply.Append("writeConcernMajorityJournalDefault", true);
  reply.OpenArray("members").OpenDocumentItem();
  reply.Append("_id", 0).Append("host", HostOf(topology, call.peer));
  reply.Append("arbiterOnly", false).Append("buildIndexes", true);
  reply.Append("hidden", false).Append("priority", 1.0);
  reply.Append("tags", Document()).Append("secondaryDelaySecs", int64_t{0});
  reply.Append("votes", 1).Close().Close();
  reply.OpenDocument("settings").Append("chainingAllowed", true);
  reply.Append("heartbeatIntervalMillis", 2000);
  reply.Append("heartbeatTimeoutSecs", 10);
  reply.Append("electionTimeoutMillis", 10000);
  reply.Append("replicaSetId", topology.process_id).Close().Close();
  if (*commitment) reply.Append("commitmentStatus", true);
  return absl::OkStatus();
}

// A user that may not list all databases sees those it has a role for, as with
// authorizedDatabases: true.
Status ListDatabasesCommand(const Call& call, Builder& reply) {
  StatusOr<Document> all = RunByEngine(call);
  if (!all.ok()) return all.status();
  const auto& identity = call.peer.caller.identity;
  const StatusOr<bool> authorized =
      BoolField(call.command(), "authorizedDatabases", false);
  if (!authorized.ok()) return authorized.status();
  const bool may_see_all =
      !call.server.options.auth || !identity.has_value() ||
      (!*authorized &&
       auth::IsAllowed(identity->roles, {auth::Action::kListDatabases},
                       auth::Resource::Cluster()));
  if (!may_see_all) {
    AppendDatabasesOf(identity->roles, *all, reply);
    return absl::OkStatus();
  }
  for (const Element& field : *all) {
    if (field.name() != "ok") reply.Append(field);
  }
  return absl::OkStatus();
}

Status ShutdownCommand(const Call& call, Builder&) {
  if (Status fields = CheckFields(call.command(), {"force", "timeoutSecs"});
      !fields.ok()) {
    return fields;
  }
  if (!call.peer.is_local()) {
    return MakeError(ErrorCode::kUnauthorized,
                     fmt::format("shutdown must come from this machine, it "
                                 "came from {}",
                                 call.peer.address()));
  }
  if (!call.server.options.on_shutdown) {
    return MakeError(ErrorCode::kIllegalOperation,
                     "this server is part of a program that does not let "
                     "clients end it");
  }
  call.server.options.on_shutdown();
  return absl::OkStatus();
}

}  // namespace meerkat::server
