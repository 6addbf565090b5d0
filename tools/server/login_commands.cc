// Commands about logins and users. MongoDB manual, "Authentication Commands"
// and "User Management Commands".
#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "tools/server/auth/user_commands.h"
#include "tools/server/auth/users_info.h"
#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"
#include "tools/server/guess_limit.h"

namespace meerkat::server {

namespace {

Status AppendReply(const StatusOr<Document>& result, Builder& reply) {
  if (!result.ok()) return result.status();
  reply.AppendAll(*result);
  return absl::OkStatus();
}

// The localhost exception was granted before; another may have been faster.
StatusOr<Document> MakeFirstUser(const Call& call,
                                 const auth::UserCommand& create) {
  const absl::MutexLock lock(&call.server.making_first_user);
  const StatusOr<bool> has_users = call.server.users.HasUsers();
  if (!has_users.ok()) return has_users.status();
  if (*has_users) {
    return MakeError(ErrorCode::kUnauthorized,
                     "there is a first user by now; log in to make others");
  }
  return create.run(call.server.users, call.envelope.database, call.command());
}

// What is left of the reply to usersInfo by its filter, which sees the users as
// the reply shows them: nobody asks for what is not to be seen.
StatusOr<Document> FilterUsers(const Call& call, const Document& reply) {
  const StatusOr<Element> filter =
      OptionalField(call.command(), "filter", Type::kDocument);
  if (!filter.ok()) return filter.status();
  if (!filter->exists()) return reply;
  Builder left;
  left.OpenArray("users");
  for (const Element& user : reply["users"].AsDocument()) {
    const StatusOr<bool> matches =
        call.server.client.Matches(filter->AsDocument(), user.AsDocument());
    if (!matches.ok()) return matches.status();
    if (*matches) left.AppendItem(user.AsDocument());
  }
  left.Close();
  return std::move(left).Finish();
}

Status RefuseLogin(Peer& peer) {
  peer.failed_logins = GuessLimit::kMostOfConnection;
  peer.failed_login_delay = {};
  return peer.sasl.Refuse(MakeError(ErrorCode::kAuthenticationFailed,
                                    "too many logins have failed of late"));
}

// saslContinue, unless too many others have failed.
StatusOr<Document> JudgeLogin(const Call& call) {
  Peer& peer = call.peer;
  const auto& who = peer.sasl.candidate();
  const std::string user = who.has_value() ? auth::ToId(*who) : "";
  const std::string_view machine = MachineOf(peer.address());
  const std::optional<std::chrono::nanoseconds> delay =
      call.server.guesses.Begin(user, machine, call.server.clock().Steady());
  if (!delay.has_value()) return RefuseLogin(peer);
  StatusOr<Document> reply =
      peer.sasl.Continue(call.envelope.database, call.command());
  if (ErrorCodeOf(reply.status()) == ErrorCode::kAuthenticationFailed) {
    peer.failed_login_delay = *delay;
  } else {
    call.server.guesses.GiveBack(user, machine);
  }
  return reply;
}

}  // namespace

Status SaslStartCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(
          call.command(), {"mechanism", "payload", "options", "autoAuthorize"});
      !fields.ok()) {
    return fields;
  }
  // Nothing is to be learned from one that fails here, whoever it is about.
  call.peer.failed_login_delay = call.server.options.failed_login_delay;
  return AppendReply(
      call.peer.sasl.Start(call.envelope.database, call.command()), reply);
}

Status SaslContinueCommand(const Call& call, Builder& reply) {
  if (Status fields =
          CheckFields(call.command(), {"conversationId", "payload"});
      !fields.ok()) {
    return fields;
  }
  return AppendReply(JudgeLogin(call), reply);
}

Status LogoutCommand(const Call& call, Builder&) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  call.peer.sasl.Logout();
  return absl::OkStatus();
}

Status ConnectionStatusCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(call.command(), {"showPrivileges"});
      !fields.ok()) {
    return fields;
  }
  const StatusOr<bool> show =
      BoolField(call.command(), "showPrivileges", false);
  if (!show.ok()) return show.status();
  reply.AppendAll(auth::ConnectionStatus(call.peer.caller, *show));
  return absl::OkStatus();
}

Status UserManagementCommand(const Call& call, Builder& reply) {
  const auto commands = auth::UserCommands();
  const auto found =
      std::ranges::find(commands, call.envelope.name, &auth::UserCommand::name);
  const bool is_stranger =
      call.server.options.auth && !call.peer.caller.identity.has_value();
  const StatusOr<Document> result =
      is_stranger ? MakeFirstUser(call, *found)
                  : found->run(call.server.users, call.envelope.database,
                               call.command());
  // Also when it failed: it may have been done in part.
  ++call.server.users_version;
  if (result.ok() && call.envelope.name == "usersInfo") {
    return AppendReply(FilterUsers(call, *result), reply);
  }
  return AppendReply(result, reply);
}

}  // namespace meerkat::server
