// serverStatus and top: what was counted. MongoDB manual, the pages of the two
// commands.
#include <fmt/format.h>
#include <meerkat/mongodb_version.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <utility>

#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"
#include "tools/server/handshake.h"

namespace meerkat::server {

namespace {

void Asserts(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  section.Append("regular", 0).Append("warning", 0).Append("msg", 0);
  section.Append("user", server.metrics.user_errors.value());
  section.Append("rollovers", 0);
}

void Connections(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  int32_t active = 0;
  server.peers.ForEach([&active](const Peer& peer) {
    if (peer.operation.is_running()) ++active;
  });
  const int64_t current = server.peers.size();
  section.Append("current", static_cast<int32_t>(current));
  section.Append("available", static_cast<int32_t>(
                                  server.options.limits.connections - current));
  section.Append("totalCreated", server.network.accepted.load());
  section.Append("rejected", server.network.refused.load());
  section.Append("active", active);
}

// Memory of the process, in MiB, from proc(5).
void Memory(const Call&, Builder& section) {
  int64_t total = 0;
  int64_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  const int64_t pages_per_mib = (1 << 20) / sysconf(_SC_PAGESIZE);
  section.Append("bits", static_cast<int32_t>(sizeof(void*) * 8));
  section.Append("resident", static_cast<int32_t>(resident / pages_per_mib));
  section.Append("virtual", static_cast<int32_t>(total / pages_per_mib));
  section.Append("supported", true);
}

void OfCommands(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  section.OpenDocument("commands");
  for (size_t i = 0; i < AllCommands().size(); ++i) {
    const Metrics::OfCommand& counts = server.metrics.commands[i];
    if (counts.total.value() == 0) continue;
    section.OpenDocument(AllCommands()[i].name);
    section.Append("failed", counts.failed.value());
    section.Append("total", counts.total.value()).Close();
  }
  section.Close();
}

void OtherMetrics(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  const Metrics& metrics = server.metrics;
  OfCommands(call, section);
  const CursorCounts cursors = server.client.CountCursors();
  section.OpenDocument("cursor").Append("timedOut", cursors.timed_out);
  section.Append("totalOpened", cursors.total_opened);
  section.OpenDocument("open").Append("noTimeout", cursors.no_timeout);
  section.Append("pinned", cursors.pinned).Append("total", cursors.total);
  section.Close().Close();
  section.OpenDocument("document");
  section.Append("deleted", metrics.deleted_documents.value());
  section.Append("inserted", metrics.inserted_documents.value());
  section.Append("updated", metrics.updated_documents.value()).Close();
  section.OpenDocument("operation");
  section.Append("slow", metrics.slow_operations.value());
  section.Append("retriedWrites", metrics.retried_writes.value()).Close();
  const TtlCounts ttl = Client(server.client).CountTtl();
  section.OpenDocument("ttl").Append("deletedDocuments", ttl.deleted_documents);
  section.Append("lagMillis", int64_t{ttl.lag.count()});
  section.Append("passes", ttl.passes).Close();
}

void Network(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  const NetworkCounters& network = server.network;
  section.Append("bytesIn", network.bytes_in.load());
  section.Append("bytesOut", network.bytes_out.load());
  section.Append("numRequests", network.requests.load());
  section.Append("timedOut", network.timed_out.load());
  section.Append("malformed", network.malformed.load());
  section.Append("tlsFailed", network.tls_failed.load());
}

void OpCounters(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  for (size_t i = 0; i < kOpCounters; ++i) {
    section.Append(OpCounterName(static_cast<OpCounter>(i)),
                   server.metrics.operations[i].value());
  }
}

void OpLatencies(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  constexpr std::string_view kNames[] = {"reads", "writes", "commands"};
  for (size_t i = 0; i < kLatencies; ++i) {
    const Metrics::OfLatency& times = server.metrics.latencies[i];
    section.OpenDocument(kNames[i]);
    section.Append("latency", times.microseconds.value());
    section.Append("ops", times.operations.value()).Close();
  }
}

void Replication(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  const Topology& topology = server.topology;
  const std::string& host = HostOf(topology, call.peer);
  section.Append("setName", topology.replica_set).Append("setVersion", 1);
  section.Append("isWritablePrimary", true).Append("secondary", false);
  section.Append("primary", host).Append("me", host);
  section.OpenArray("hosts").AppendItem(Value(host)).Close();
}

void SessionRecords(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  section.Append("activeSessionsCount",
                 static_cast<int32_t>(server.sessions.size()));
}

void Security(const Call& call, Builder& section) {
  const ServerState& server = call.server;
  section.Append("authorization", server.options.auth ? "enabled" : "disabled");
  section.Append("failedLogins", server.metrics.failed_logins.value());
}

void StorageEngine(const Call&, Builder& section) {
  section.Append("name", "rocksdb").Append("supportsCommittedReads", true);
  section.Append("persistent", true).Append("readOnly", false);
}

struct Section {
  std::string_view name;
  void (*append)(const Call& call, Builder& section);
};

// In the order of MongoDB, which is the alphabet's.
constexpr Section kSections[] = {
    {"asserts", Asserts},
    {"connections", Connections},
    {"logicalSessionRecordCache", SessionRecords},
    {"mem", Memory},
    {"metrics", OtherMetrics},
    {"network", Network},
    {"opLatencies", OpLatencies},
    {"opcounters", OpCounters},
    {"repl", Replication},
    {"security", Security},
    {"storageEngine", StorageEngine},
};

// {serverStatus: 1, metrics: 0}.
StatusOr<bool> IsWanted(DocumentView command, std::string_view section) {
  const Element chosen = command[section];
  if (chosen.type() == Type::kDocument) return true;
  return BoolField(command, section, true);
}

void AppendTimes(const CollectionTimes::Times& times, Builder& totals) {
  const auto append = [&totals](std::string_view name, const TimedCount& time) {
    totals.OpenDocument(name).Append("time", time.microseconds);
    totals.Append("count", time.count).Close();
  };
  append("total", {times.reads.microseconds + times.writes.microseconds,
                   times.reads.count + times.writes.count});
  append("readLock", times.reads);
  append("writeLock", times.writes);
  constexpr std::pair<std::string_view, OpCounter> kNames[] = {
      {"queries", OpCounter::kQuery}, {"getmore", OpCounter::kGetMore},
      {"insert", OpCounter::kInsert}, {"update", OpCounter::kUpdate},
      {"remove", OpCounter::kDelete}, {"commands", OpCounter::kCommand}};
  for (const auto& [name, counter] : kNames) {
    append(name, times.operations[static_cast<size_t>(counter)]);
  }
}

}  // namespace

Status ServerStatusCommand(const Call& call, Builder& reply) {
  const ServerState& server = call.server;
  const auto uptime = server.clock().Steady() - server.started;
  using std::chrono::duration_cast;
  const auto millis = duration_cast<std::chrono::milliseconds>(uptime).count();
  reply.Append("host", HostName()).Append("version", kMongoDbVersion);
  reply.Append("process", "meerkat");
  reply.Append("pid", static_cast<int64_t>(::getpid()));
  reply.Append("uptime", static_cast<double>(millis / 1000));
  reply.Append("uptimeMillis", int64_t{millis});
  reply.Append("uptimeEstimate", int64_t{millis / 1000});
  reply.Append("localTime", server.clock().Now());
  for (const Section& section : kSections) {
    const StatusOr<bool> wanted = IsWanted(call.command(), section.name);
    if (!wanted.ok()) return wanted.status();
    if (!*wanted) continue;
    if (section.name == "repl" && server.topology.standalone) continue;
    reply.OpenDocument(section.name);
    section.append(call, reply);
    reply.Close();
  }
  return absl::OkStatus();
}

Status TopCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  reply.OpenDocument("totals");
  reply.Append("note", "all times in microseconds");
  for (const auto& [ns, times] : call.server.collection_times.All()) {
    reply.OpenDocument(ns);
    AppendTimes(times, reply);
    reply.Close();
  }
  reply.Close();
  return absl::OkStatus();
}

}  // namespace meerkat::server
