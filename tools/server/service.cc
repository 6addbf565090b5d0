#include "tools/server/service.h"

#include <utility>

#include "tools/server/command_run.h"
#include "tools/server/command_table.h"
#include "tools/server/handshake.h"
#include "tools/server/last_write.h"
#include "tools/server/report.h"
#include "tools/server/topology.h"

namespace meerkat::server {

namespace {

// Whether it is a batch of a cursor that has not ended.
bool HasNextBatch(std::string_view command, DocumentView reply) {
  if (command != "getMore") return false;
  const Element cursor = reply["cursor"];
  return cursor.type() == Type::kDocument &&
         cursor.AsDocument()["id"].AsInt64() != 0;
}

// The times that every reply of a replica set has.
Document TimesFor(ServerState& server, Peer& peer, const CommandRun& run,
                  bool is_ok) {
  if (server.topology.standalone) return {};
  const bool has_written =
      is_ok && run.info() != nullptr && run.info()->latency == Latency::kWrites;
  const Timestamp operation =
      has_written ? server.cluster_clock.Tick() : server.cluster_clock.Now();
  return peer.times.Of(operation, server.cluster_clock.Now());
}

// Whether it asks for documents as drivers did before there were commands for
// that. MongoDB manual, "OP_QUERY".
bool IsLegacyQuery(const Request& request) {
  return request.command.ok() && request.command->query.has_value() &&
         !request.command->query->collection.ends_with(".$cmd");
}

Answer RefuseLegacyQuery() {
  Answer answer;
  answer.reply = Document{{"$err",
                           "OP_QUERY is no longer supported. The client driver "
                           "may require an upgrade."},
                          {"code", 352},
                          {"codeName", "UnsupportedOpQueryCommand"},
                          {"ok", 0.0}};
  answer.query_failed = true;
  return answer;
}

}  // namespace

std::unique_ptr<Peer> Service::NewPeer(PeerAddress address) {
  std::unique_ptr<Peer> peer =
      server_.peers.Add(std::move(address), server_.credentials);
  peer->must_log_in = MustLogIn(*peer);
  ReportConnection(server_, *peer);
  return peer;
}

bool Service::MustLogIn(const Peer& peer) {
  if (!server_.options.auth || peer.sasl.user().has_value()) return false;
  if (!peer.is_local()) return true;
  // Whoever makes the first user may take time over it.
  const StatusOr<bool> has_users = server_.HasUsers();
  return !has_users.ok() || *has_users;
}

void Service::Ended(const Peer& peer) { ReportDisconnection(server_, peer); }

Answer Service::Handle(const Request& request, Peer& peer, bool held) {
  Answer answer;
  if (peer.delayed_reply.has_value()) {
    answer.reply = *std::exchange(peer.delayed_reply, {});
    answer.is_last = peer.failed_logins >= GuessLimit::kMostOfConnection;
    return answer;
  }
  if (IsLegacyQuery(request)) return RefuseLegacyQuery();
  const auto begun = server_.clock().Steady();
  EndIdleSessions(begun);
  CommandRun run(server_, peer, request, begun);
  const std::optional<std::chrono::milliseconds> hold =
      held ? std::nullopt : run.HoldTime();
  if (hold.has_value()) {
    answer.hold = hold;
    return answer;
  }
  const StatusOr<Document> reply = run.Run();
  answer.name = run.name();
  answer.reply = reply.ok() ? *reply : ReplyFor(reply.status());
  answer.times = TimesFor(server_, peer, run, reply.ok());
  answer.has_more = held || HasNextBatch(run.name(), answer.reply);
  if (run.envelope() != nullptr) {
    Remember(run.envelope()->command, reply, peer.last_write);
  }
  peer.must_log_in = MustLogIn(peer);
  Report(server_, peer, run, reply, server_.clock().Steady() - begun);
  if (!reply.ok() && IsLogin(run.name()) &&
      ErrorCodeOf(reply.status()) == ErrorCode::kAuthenticationFailed) {
    Delay(peer, answer);
  }
  return answer;
}

void Service::Delay(Peer& peer, Answer& answer) {
  ++peer.failed_logins;
  answer.hold = std::chrono::ceil<std::chrono::milliseconds>(
      std::exchange(peer.failed_login_delay, {}));
  peer.delayed_reply = std::exchange(answer.reply, {});
}

void Service::Stop() {
  server_.sessions.Stop();
  const Status why =
      MakeError(ErrorCode::kShutdownInProgress, "the server stops");
  server_.peers.ForEach([&why](Peer& peer) { peer.operation.KillAny(why); });
}

void Service::EndIdleSessions(Sessions::Time now) {
  constexpr std::chrono::seconds kBetweenLooks{30};
  const int64_t ticks = now.time_since_epoch().count();
  int64_t next = next_look_.load(std::memory_order_relaxed);
  if (ticks < next) return;
  const int64_t after = (now + kBetweenLooks).time_since_epoch().count();
  if (!next_look_.compare_exchange_strong(next, after)) return;
  // A command may run for longer than a session may be idle.
  server_.peers.ForEach([this, now](const Peer& peer) {
    const std::optional<Operation> running = peer.operation.current();
    if (!running.has_value() || running->session.empty()) return;
    server_.sessions.KeepAlive({std::string(running->session), running->user},
                               now);
  });
  for (const SessionKey& ended : server_.sessions.EndIdle(now)) {
    server_.client.EndCursorsOf(ended.id, ended.user);
  }
}

}  // namespace meerkat::server
