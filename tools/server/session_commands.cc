// Commands about sessions. MongoDB manual, "Session Commands".
#include <fmt/format.h>

#include <string>

#include "tools/server/auth/digest.h"
#include "tools/server/auth/user.h"
#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"
#include "tools/server/session_list.h"

namespace meerkat::server {

StatusOr<std::vector<SessionKey>> SessionsIn(const Call& call) {
  const Element list = *call.command().begin();
  if (list.type() != Type::kArray) {
    return WrongType(list.name(), list.type(), "array");
  }
  std::vector<SessionKey> sessions;
  for (const Element& item : list.AsDocument()) {
    if (item.type() != Type::kDocument) {
      return WrongType(list.name(), item.type(), "object");
    }
    const StatusOr<std::string_view> id = SessionIdIn(item.AsDocument());
    if (!id.ok()) return id.status();
    if (sessions.size() == kMostSessionsInCommand) {
      return TooManySessions(list.name());
    }
    sessions.push_back(KeyOf(call.peer, *id));
  }
  return sessions;
}

Status TooManySessions(std::string_view field) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("'{}' has more than {} entries", Shown(field),
                               kMostSessionsInCommand));
}

// Takes any other fields, as MongoDB does.
Status StartSessionCommand(const Call& call, Builder& reply) {
  const Value id = auth::MakeUuid(auth::SecureRandom());
  const std::string_view bytes = id.element().AsBinary().bytes;
  if (Status started = call.server.sessions.Use(KeyOf(call.peer, bytes),
                                                call.server.clock().Steady());
      !started.ok()) {
    return started;
  }
  reply.Append("id", Document{{"id", id}});
  reply.Append("timeoutMinutes", static_cast<int>(Sessions::kTimeout.count()));
  return absl::OkStatus();
}

Status RefreshSessionsCommand(const Call& call, Builder&) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  const StatusOr<std::vector<SessionKey>> sessions = SessionsIn(call);
  if (!sessions.ok()) return sessions.status();
  for (const SessionKey& session : *sessions) {
    if (Status used =
            call.server.sessions.Use(session, call.server.clock().Steady());
        !used.ok()) {
      return used;
    }
  }
  return absl::OkStatus();
}

Status EndSessionsCommand(const Call& call, Builder&) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  const StatusOr<std::vector<SessionKey>> sessions = SessionsIn(call);
  if (!sessions.ok()) return sessions.status();
  for (const SessionKey& session : *sessions) {
    if (call.server.sessions.End(session)) {
      call.server.client.EndCursorsOf(session.id, session.user);
    }
  }
  return absl::OkStatus();
}

}  // namespace meerkat::server
