#include "tools/server/report.h"

#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/client.h>

#include <iterator>
#include <string>
#include <utility>

#include "tools/server/command_summary.h"
#include "tools/server/fields.h"
#include "tools/server/retryable_write.h"
#include "tools/server/topology.h"

namespace meerkat::server {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// Numbers of MongoDB's messages of the same meaning.
constexpr int32_t kConnectionAccepted = 22943;
constexpr int32_t kConnectionEnded = 22944;
constexpr int32_t kSlowQuery = 51803;
constexpr int32_t kLoginSucceeded = 5286306;
constexpr int32_t kLoginFailed = 5286307;

std::string ContextOf(const Peer& peer) {
  return fmt::format("conn{}", peer.id());
}

void ReportOnPeer(ServerState& server, const Peer& peer, int32_t id,
                  std::string_view text) {
  if (!server.log.takes(Severity::kInfo)) return;
  server.log.Write(
      {.component = "NETWORK",
       .id = id,
       .context = ContextOf(peer),
       .text = text,
       .attributes = Document{{"remote", peer.address()},
                              {"connectionId", peer.id()},
                              {"connectionCount", server.peers.size()}}});
}

void CountDocuments(ServerState& server, const CommandInfo& info,
                    DocumentView reply) {
  const int64_t count = static_cast<int64_t>(NumberIn(reply, "n"));
  switch (info.counter) {
    case OpCounter::kInsert:
      server.metrics.inserted_documents.Add(count);
      break;
    case OpCounter::kUpdate:
      server.metrics.updated_documents.Add(
          static_cast<int64_t>(NumberIn(reply, "nModified")));
      break;
    case OpCounter::kDelete:
      server.metrics.deleted_documents.Add(count);
      break;
    default:
      break;
  }
}

void Count(ServerState& server, const CommandRun& run,
           const StatusOr<Document>& reply, microseconds time) {
  Metrics& metrics = server.metrics;
  if (!reply.ok()) metrics.user_errors.Add();
  const CommandInfo* info = run.info();
  if (info == nullptr || run.envelope() == nullptr) return;
  const auto place = static_cast<size_t>(info - AllCommands().data());
  metrics.commands[place].total.Add();
  if (!reply.ok()) metrics.commands[place].failed.Add();
  const bool is_write = info->latency == Latency::kWrites;
  metrics.operations[static_cast<size_t>(info->counter)].Add(
      is_write ? StatementsOf(run.envelope()->command) : 1);
  Metrics::OfLatency& latency =
      metrics.latencies[static_cast<size_t>(info->latency)];
  latency.microseconds.Add(time.count());
  latency.operations.Add();
  if (reply.ok()) CountDocuments(server, *info, *reply);
  // Who may run nothing shall not fill the names with made-up ones.
  const bool is_refused =
      ErrorCodeOf(reply.status()) == ErrorCode::kUnauthorized;
  if (info->latency != Latency::kCommands && !is_refused) {
    server.collection_times.Add(
        NamespaceOf(run.envelope()->database, run.envelope()->command),
        info->counter, info->latency, time);
  }
}

// How many documents a batch has; -1 for a reply without one.
int64_t BatchSize(DocumentView reply) {
  const Element cursor = reply["cursor"];
  if (cursor.type() != Type::kDocument) return -1;
  for (const std::string_view name : {"firstBatch", "nextBatch"}) {
    const Element batch = cursor.AsDocument()[name];
    if (batch.type() != Type::kArray) continue;
    return std::distance(batch.AsDocument().begin(), batch.AsDocument().end());
  }
  return -1;
}

// A message often shows the value that was wrong.
void AppendOutcome(const StatusOr<Document>& reply, bool with_values,
                   Builder& attributes) {
  const Document told = reply.ok() ? *reply : ReplyFor(reply.status());
  for (const std::string_view name : {"n", "nModified"}) {
    if (told[name].exists()) attributes.Append(told[name]);
  }
  if (const int64_t size = BatchSize(told); size >= 0) {
    attributes.Append("nreturned", size);
  }
  attributes.Append("ok", reply.ok());
  if (!reply.ok()) {
    attributes.AppendAs("errName", told["codeName"]);
    attributes.AppendAs("errCode", told["code"]);
    if (with_values) attributes.AppendAs("errMsg", told["errmsg"]);
  }
  attributes.Append("reslen", static_cast<int64_t>(told.view().size()));
}

Document SlowAttributes(const ServerState& server, const Peer& peer,
                        const Envelope& envelope,
                        const StatusOr<Document>& reply, milliseconds time) {
  Builder attributes;
  attributes.Append("type", "command");
  attributes.Append("ns", NamespaceOf(envelope.database, envelope.command));
  attributes.Append(
      "command",
      SummaryOf(envelope.command, {.with_values = server.options.log_values}));
  AppendOutcome(reply, server.options.log_values, attributes);
  attributes.Append("remote", peer.address());
  attributes.Append("protocol", "op_msg");
  attributes.Append("durationMillis", int64_t{time.count()});
  return std::move(attributes).Finish();
}

void ReportSlow(ServerState& server, const Peer& peer, const CommandRun& run,
                const StatusOr<Document>& reply, milliseconds time) {
  const Envelope* envelope = run.envelope();
  if (envelope == nullptr || server.options.slow.count() < 0 ||
      time < server.options.slow) {
    return;
  }
  server.metrics.slow_operations.Add();
  server.log.Write(
      {.severity = Severity::kInfo,
       .component = "COMMAND",
       .id = kSlowQuery,
       .context = ContextOf(peer),
       .text = "Slow query",
       .attributes = SlowAttributes(server, peer, *envelope, reply, time),
       .is_wanted = true});
}

void ReportLogin(ServerState& server, const Peer& peer,
                 const StatusOr<Document>& reply) {
  const bool is_done =
      reply.ok() && (*reply)["done"].exists() && (*reply)["done"].AsBool();
  if (reply.ok() && !is_done) return;
  if (!reply.ok()) server.metrics.failed_logins.Add();
  const std::optional<auth::UserName>& who =
      reply.ok() ? peer.sasl.user() : peer.sasl.candidate();
  Builder attributes;
  attributes.Append("client", peer.address());
  if (who.has_value()) {
    attributes.Append("user", who->name).Append("db", who->database);
  }
  if (!reply.ok()) {
    const Status& why = peer.sasl.failure();
    attributes.Append("error",
                      std::string((why.ok() ? reply.status() : why).message()));
  }
  server.log.Write(
      {.severity = reply.ok() ? Severity::kInfo : Severity::kWarning,
       .component = "ACCESS",
       .id = reply.ok() ? kLoginSucceeded : kLoginFailed,
       .context = ContextOf(peer),
       .text =
           reply.ok() ? "Successfully authenticated" : "Failed to authenticate",
       .attributes = std::move(attributes).Finish()});
}

}  // namespace

void ReportConnection(ServerState& server, const Peer& peer) {
  ReportOnPeer(server, peer, kConnectionAccepted, "Connection accepted");
}

void ReportDisconnection(ServerState& server, const Peer& peer) {
  ReportOnPeer(server, peer, kConnectionEnded, "Connection ended");
}

void Report(ServerState& server, const Peer& peer, const CommandRun& run,
            const StatusOr<Document>& reply, std::chrono::nanoseconds time) {
  Count(server, run, reply, duration_cast<microseconds>(time));
  ReportSlow(server, peer, run, reply, duration_cast<milliseconds>(time));
  if (IsLogin(run.name())) ReportLogin(server, peer, reply);
}

}  // namespace meerkat::server
