// Commands about logins and users. MongoDB manual, "Authentication Commands"
// and "User Management Commands".
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "tools/server/auth/user_commands.h"
#include "tools/server/auth/users_info.h"
#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"

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

}  // namespace

Status SaslStartCommand(const Call& call, Builder& reply) {
  if (Status fields = CheckFields(
          call.command(), {"mechanism", "payload", "options", "autoAuthorize"});
      !fields.ok()) {
    return fields;
  }
  return AppendReply(
      call.peer.sasl.Start(call.envelope.database, call.command()), reply);
}

Status SaslContinueCommand(const Call& call, Builder& reply) {
  if (Status fields =
          CheckFields(call.command(), {"conversationId", "payload"});
      !fields.ok()) {
    return fields;
  }
  return AppendReply(
      call.peer.sasl.Continue(call.envelope.database, call.command()), reply);
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
  return AppendReply(result, reply);
}

}  // namespace meerkat::server
