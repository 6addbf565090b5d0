#include "tools/server/command_run.h"

#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/command_context.h>

#include <algorithm>
#include <utility>

#include "tools/server/auth/command_access.h"
#include "tools/server/fields.h"
#include "tools/server/handshake.h"
#include "tools/server/retryable_write.h"

namespace meerkat::server {

namespace {

constexpr std::string_view kNoTransactions =
    "Transaction numbers are only allowed on a replica set member or mongos";

// What a write may have. The one that comes again need not be the first one.
constexpr int64_t kMostStatements = 100'000;

// A write that was refused because the server stops, so that nothing of it was
// done: drivers send it again if it says so. Driver specification "Retryable
// Writes", "Determining Retryable Errors".
Status Labelled(const Status& refused) {
  if (ErrorCodeOf(refused) != ErrorCode::kShutdownInProgress) return refused;
  return WithErrorLabel(refused, "RetryableWriteError");
}

std::string UserOf(const Peer& peer) {
  const std::optional<auth::UserName>& user = peer.sasl.user();
  return user.has_value() ? auth::ToId(*user) : "";
}

}  // namespace

std::optional<std::chrono::milliseconds> CommandRun::HoldTime() const {
  if (!opened_.ok() || !IsHello(name())) return std::nullopt;
  return HoldOf(server_.topology, envelope_->command);
}

StatusOr<Document> CommandRun::Run() {
  if (!opened_.ok()) return opened_;
  if (Status allowed = CheckWhoAndWhere(); !allowed.ok()) return allowed;
  if (Status entered = EnterSession(); !entered.ok()) return entered;
  const OperationSlot::Running running(
      peer_.operation, {.id = ++server_.last_operation,
                        .started = begun_,
                        .command = request_.command->document,
                        .database = std::string(envelope_->database),
                        .user = UserOf(peer_),
                        .session = envelope_->session});
  const Interruption& interruption = running.interruption();
  return envelope_->transaction_number.has_value() ? RunOnce(interruption)
                                                   : RunNow(interruption);
}

Status CommandRun::Open() {
  if (!request_.command.ok()) return request_.command.status();
  const StatusOr<DocumentView> command =
      ParseCommand(request_.command->document.view());
  if (!command.ok()) return command.status();
  const std::string_view name =
      command->empty() ? "" : command->begin()->name();
  info_ = FindCommand(name);
  if (info_ == nullptr) {
    return MakeError(ErrorCode::kCommandNotFound,
                     fmt::format("no such command: '{}'", Shown(name)));
  }
  if (request_.opcode == Opcode::kQuery && !IsHello(name)) {
    return MakeError(ErrorCode::kUnsupportedOpQueryCommand,
                     fmt::format("Unsupported OP_QUERY command: {}. The client "
                                 "driver may require an upgrade.",
                                 name));
  }
  StatusOr<Envelope> envelope =
      OpenEnvelope(*command, request_.command->database);
  if (!envelope.ok()) return envelope.status();
  envelope_ = *envelope;
  return absl::OkStatus();
}

Status CommandRun::CheckWhoAndWhere() {
  if (info_->where == Where::kAdminOnly && envelope_->database != "admin") {
    return MakeError(
        ErrorCode::kUnauthorized,
        fmt::format("{} may only be run against the admin database.",
                    info_->name));
  }
  if (envelope_->api.is_strict && info_->stability != Stability::kStable) {
    return MakeError(ErrorCode::kAPIStrictError,
                     fmt::format("Provided apiStrict:true, but the command {} "
                                 "is not in API Version 1",
                                 info_->name));
  }
  if (Status known = RefreshCaller(); !known.ok()) return known;
  if (!server_.options.auth) return absl::OkStatus();
  return auth::CheckAllowed(peer_.caller, envelope_->database,
                            envelope_->command);
}

Status CommandRun::RefreshCaller() {
  auth::Caller& caller = peer_.caller;
  const std::optional<auth::UserName>& user = peer_.sasl.user();
  if (!user.has_value()) {
    caller = {};
    if (!server_.options.auth || !peer_.is_local() ||
        !auth::NeedsLogin(info_->name)) {
      return absl::OkStatus();
    }
    const StatusOr<bool> has_users = server_.HasUsers();
    if (!has_users.ok()) return has_users.status();
    caller.has_localhost_exception = !*has_users;
    return absl::OkStatus();
  }
  const uint64_t version = server_.users_version.load();
  const bool is_same = caller.identity.has_value() &&
                       caller.identity->name == *user &&
                       peer_.users_version == version;
  if (is_same) return absl::OkStatus();
  caller = {};
  StatusOr<std::optional<auth::User>> found = server_.users.Find(*user);
  if (!found.ok()) return found.status();
  // Whoever was dropped is nobody.
  if (!found->has_value()) {
    peer_.sasl.Logout();
    return absl::OkStatus();
  }
  caller.identity = auth::Identity{*user, std::move((*found)->roles)};
  peer_.users_version = version;
  return absl::OkStatus();
}

Status CommandRun::EnterSession() {
  const bool is_known = !server_.options.auth || peer_.sasl.user().has_value();
  if (!is_known) return absl::OkStatus();
  if (envelope_->cluster_time.exists()) {
    Status advanced = server_.cluster_clock.Advance(envelope_->cluster_time);
    if (!advanced.ok()) return advanced;
  }
  if (envelope_->session.empty()) return absl::OkStatus();
  return server_.sessions.Use(KeyOf(peer_, envelope_->session), begun_);
}

StatusOr<Document> CommandRun::RunOnce(const Interruption& interruption) {
  if (server_.topology.standalone) {
    return MakeError(ErrorCode::kIllegalOperation, kNoTransactions);
  }
  const DocumentView command = envelope_->command;
  if (Status may = CheckRetryable(command); !may.ok()) return may;
  StatusOr<Sessions::Write> write =
      server_.sessions.BeginWrite(KeyOf(peer_, envelope_->session),
                                  *envelope_->transaction_number, interruption);
  if (!write.ok()) return Labelled(write.status());
  if (write->reply != nullptr) {
    server_.metrics.retried_writes.Add();
    return RetriedReply(*write->reply,
                        std::min(StatementsOf(command), kMostStatements));
  }
  StatusOr<Document> reply = RunNow(interruption);
  server_.sessions.EndWrite(*write, reply.ok() ? &*reply : nullptr);
  return reply;
}

// maxTimeMS and the concerns are the engine's to judge, of its own commands.
// For others it judges a ping with the same fields; those about users also take
// a write concern, as dropDatabase does, and are judged by what is left.
Status CommandRun::CheckGeneric() const {
  Builder ping;
  ping.Append("ping", 1);
  bool has_any = false;
  for (auto field = ++envelope_->command.begin();
       field != envelope_->command.end(); ++field) {
    const std::string_view name = field->name();
    const bool is_judged =
        name == "maxTimeMS" || name == "readConcern" ||
        (name == "writeConcern" && !info_->takes_write_concern);
    if (!is_judged) continue;
    ping.Append(*field);
    has_any = true;
  }
  if (!has_any) return absl::OkStatus();
  return server_.client[envelope_->database]
      .RunCommand(std::move(ping).Finish())
      .status();
}

StatusOr<Document> CommandRun::RunNow(const Interruption& interruption) {
  const Call call{*envelope_, peer_, server_, interruption};
  if (info_->run == nullptr) return RunByEngine(call);
  if (Status fit = CheckGeneric(); !fit.ok()) return fit;
  Builder reply;
  if (Status done = info_->run(call, reply); !done.ok()) return done;
  reply.Append("ok", 1.0);
  // The engine looks after its own.
  if (reply.size() > kMaxReplySize) {
    return MakeError(ErrorCode::kBSONObjectTooLarge,
                     fmt::format("the reply to {} would have {} bytes, more "
                                 "than {}",
                                 name(), reply.size(), kMaxReplySize));
  }
  return std::move(reply).Finish();
}

namespace {

// Without logins all cursors are everybody's.
bool MayKillAnyCursor(const Call& call) {
  if (!call.server.options.auth) return true;
  const auto& identity = call.peer.caller.identity;
  return identity.has_value() &&
         auth::IsAllowed(identity->roles, {auth::Action::kKillAnySession},
                         auth::Resource::Cluster());
}

}  // namespace

StatusOr<Document> RunByEngine(const Call& call) {
  const Envelope& envelope = call.envelope;
  const std::string user = UserOf(call.peer);
  return call.server.client[envelope.database].RunCommand(
      envelope.command, {.session = envelope.session,
                         .user = user,
                         .may_kill_any_cursor = MayKillAnyCursor(call),
                         .interruption = &call.interruption});
}

}  // namespace meerkat::server
