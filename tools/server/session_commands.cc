// Commands about sessions. MongoDB manual, "Session Commands".
#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <string>

#include "tools/server/auth/digest.h"
#include "tools/server/auth/user.h"
#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"

namespace meerkat::server {

namespace {

// What a driver sends at once; MongoDB has the same limit.
constexpr int64_t kMostInOneCommand = 10'000;

// [{id: UUID}, ...], the first field of the command.
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
    sessions.push_back(KeyOf(call.peer, *id));
    if (sessions.size() > kMostInOneCommand) {
      return MakeError(ErrorCode::kBadValue,
                       fmt::format("'{}' has more than {} sessions",
                                   list.name(), kMostInOneCommand));
    }
  }
  return sessions;
}

}  // namespace

// Takes any other fields, as MongoDB does.
Status StartSessionCommand(const Call& call, Builder& reply) {
  const Value id = auth::MakeUuid(auth::SecureRandom());
  Builder session;
  session.Append("id", id);
  const Document made = std::move(session).Finish();
  const StatusOr<std::string_view> bytes = SessionIdIn(made);
  if (!bytes.ok()) return bytes.status();
  if (Status started = call.server.sessions.Use(KeyOf(call.peer, *bytes),
                                                call.server.clock().Steady());
      !started.ok()) {
    return started;
  }
  reply.Append("id", made);
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

// Without a list all sessions of the user. Takes any other fields, as MongoDB
// does.
Status KillSessionsCommand(const Call& call, Builder&) {
  StatusOr<std::vector<SessionKey>> sessions = SessionsIn(call);
  if (!sessions.ok()) return sessions.status();
  if (sessions->empty()) {
    *sessions = call.server.sessions.AllOf(KeyOf(call.peer, "").user);
  }
  absl::flat_hash_set<SessionKey> ended(sessions->begin(), sessions->end());
  // Whoever asks is answered first.
  ended.erase(KeyOf(call.peer, call.envelope.session));
  call.server.peers.ForEach([&ended](Peer& peer) {
    peer.operation.KillIf([&ended](const Operation& operation) {
      return ended.contains({std::string(operation.session), operation.user});
    });
  });
  for (const SessionKey& session : ended) {
    if (call.server.sessions.End(session)) {
      call.server.client.EndCursorsOf(session.id, session.user);
    }
  }
  return absl::OkStatus();
}

}  // namespace meerkat::server
