// Commands that kill sessions: one's own, and those of others. MongoDB manual,
// "killSessions", "killAllSessions" and "killAllSessionsByPattern".
//
// What runs in a session that is killed is interrupted, and its cursors end;
// who uses it again starts it anew. Whoever asks is answered first: the session
// of the command itself is left alone.
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/functional/function_ref.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tools/server/auth/digest.h"
#include "tools/server/auth/user_name.h"
#include "tools/server/command_fields.h"
#include "tools/server/command_table.h"
#include "tools/server/fields.h"
#include "tools/server/session_list.h"

namespace meerkat::server {

namespace {

using UserIds = absl::flat_hash_set<std::string>;

void Kill(const Call& call,
          absl::FunctionRef<bool(const SessionKey&)> is_meant) {
  const SessionKey own = KeyOf(call.peer, call.envelope.session);
  const auto is_killed = [&](const SessionKey& key) {
    return key != own && is_meant(key);
  };
  call.server.peers.ForEach([&is_killed](Peer& peer) {
    peer.operation.KillIf([&is_killed](const Operation& operation) {
      return !operation.session.empty() &&
             is_killed({std::string(operation.session), operation.user});
    });
  });
  for (const SessionKey& key : call.server.sessions.Matching(is_killed)) {
    if (call.server.sessions.End(key)) {
      call.server.client.EndCursorsOf(key.id, key.user);
    }
  }
}

// The array of documents in the first field, or in one of a pattern.
StatusOr<std::vector<DocumentView>> DocumentsIn(const Element& list) {
  if (list.type() != Type::kArray) {
    return WrongType(list.name(), list.type(), "array");
  }
  std::vector<DocumentView> documents;
  for (const Element& item : list.AsDocument()) {
    if (item.type() != Type::kDocument) {
      return WrongType(list.name(), item.type(), "object");
    }
    if (documents.size() == kMostSessionsInCommand) {
      return TooManySessions(list.name());
    }
    documents.push_back(item.AsDocument());
  }
  return documents;
}

// {user: "ada", db: "app"} or {role: ..., db: ...} as "app.ada".
StatusOr<std::string> IdIn(DocumentView named, std::string_view what) {
  for (const Element& field : named) {
    if (field.name() == what || field.name() == "db") continue;
    return MakeError(ErrorCode::kUnknownCommandField,
                     fmt::format("the field '{}' is not known beside '{}'",
                                 Shown(field.name()), what));
  }
  const StatusOr<Element> name = RequiredField(named, what, Type::kString);
  if (!name.ok()) return name.status();
  const StatusOr<Element> db = RequiredField(named, "db", Type::kString);
  if (!db.ok()) return db.status();
  return auth::ToId(
      {std::string(name->AsString()), std::string(db->AsString())});
}

StatusOr<UserIds> IdsIn(const Element& list, std::string_view what) {
  const StatusOr<std::vector<DocumentView>> documents = DocumentsIn(list);
  if (!documents.ok()) return documents.status();
  UserIds ids;
  for (const DocumentView named : *documents) {
    StatusOr<std::string> id = IdIn(named, what);
    if (!id.ok()) return id.status();
    ids.insert(*std::move(id));
  }
  return ids;
}

// The users that have one of the roles.
StatusOr<UserIds> UsersWith(const Call& call, const UserIds& roles) {
  const StatusOr<std::vector<auth::User>> users = call.server.users.ListAll();
  if (!users.ok()) return users.status();
  UserIds found;
  for (const auth::User& user : *users) {
    const bool has_one =
        std::ranges::any_of(user.roles, [&roles](const auth::Role& role) {
          return roles.contains(auth::ToId({role.name, role.database}));
        });
    if (has_one) found.insert(auth::ToId(user.name));
  }
  return found;
}

// What a session has to be in all that is given.
struct Pattern {
  // Of the session, 16 bytes.
  std::optional<std::string> id = {};
  // SHA-256 of "ada@app", or of nothing where nobody is logged in.
  std::optional<std::string> uid = {};
  std::optional<UserIds> users = {};
  std::optional<UserIds> users_with_role = {};
};

// Every session is compared with each; the others have to wait for that.
constexpr size_t kMostPatterns = 100;

// Of users that have been met.
using Uids = absl::flat_hash_map<std::string, std::string>;

const std::string& UidOf(const std::string& user_id, Uids& uids) {
  const auto [uid, is_new] = uids.try_emplace(user_id);
  if (!is_new) return uid->second;
  std::string name;
  if (const size_t dot = user_id.find('.'); dot != std::string::npos) {
    name = auth::ToString({user_id.substr(dot + 1), user_id.substr(0, dot)});
  }
  // Nobody's where there is no cryptography.
  uid->second = auth::Hash(auth::Mechanism::kScramSha256, name).value_or("");
  return uid->second;
}

bool Matches(const Pattern& pattern, const SessionKey& key, Uids& uids) {
  return (!pattern.id.has_value() || *pattern.id == key.id) &&
         (!pattern.uid.has_value() || *pattern.uid == UidOf(key.user, uids)) &&
         (!pattern.users.has_value() || pattern.users->contains(key.user)) &&
         (!pattern.users_with_role.has_value() ||
          pattern.users_with_role->contains(key.user));
}

Status ReadUid(const Element& uid, Pattern& pattern) {
  if (uid.type() != Type::kBinary) {
    return WrongType("uid", uid.type(), "binData");
  }
  pattern.uid = uid.AsBinary().bytes;
  return absl::OkStatus();
}

// {id: UUID, uid: BinData}, with or without the uid.
Status ReadLsid(const Element& lsid, Pattern& pattern) {
  if (lsid.type() != Type::kDocument) {
    return WrongType("lsid", lsid.type(), "object");
  }
  Builder only_id;
  for (const Element& field : lsid.AsDocument()) {
    if (field.name() != "uid") {
      only_id.Append(field);
    } else if (Status read = ReadUid(field, pattern); !read.ok()) {
      return read;
    }
  }
  const Document id_alone = std::move(only_id).Finish();
  const StatusOr<std::string_view> id = SessionIdIn(id_alone);
  if (!id.ok()) return id.status();
  pattern.id = *id;
  return absl::OkStatus();
}

Status ReadUsers(const Element& users, Pattern& pattern) {
  StatusOr<UserIds> ids = IdsIn(users, "user");
  if (!ids.ok()) return ids.status();
  pattern.users = *std::move(ids);
  return absl::OkStatus();
}

Status ReadRoles(const Call& call, const Element& roles, Pattern& pattern) {
  const StatusOr<UserIds> ids = IdsIn(roles, "role");
  if (!ids.ok()) return ids.status();
  StatusOr<UserIds> users = UsersWith(call, *ids);
  if (!users.ok()) return users.status();
  pattern.users_with_role = *std::move(users);
  return absl::OkStatus();
}

Status ReadPart(const Call& call, const Element& part, Pattern& pattern) {
  if (part.name() == "lsid") return ReadLsid(part, pattern);
  if (part.name() == "uid") return ReadUid(part, pattern);
  if (part.name() == "users") return ReadUsers(part, pattern);
  if (part.name() == "roles") return ReadRoles(call, part, pattern);
  return MakeError(
      ErrorCode::kUnknownCommandField,
      fmt::format("the field '{}' is not known in a pattern of sessions",
                  Shown(part.name())));
}

StatusOr<std::vector<Pattern>> PatternsIn(const Call& call) {
  const StatusOr<std::vector<DocumentView>> documents =
      DocumentsIn(*call.command().begin());
  if (!documents.ok()) return documents.status();
  if (documents->size() > kMostPatterns) {
    return MakeError(ErrorCode::kBadValue,
                     fmt::format("there are {} patterns, more than {}",
                                 documents->size(), kMostPatterns));
  }
  std::vector<Pattern> patterns;
  for (const DocumentView document : *documents) {
    Pattern& pattern = patterns.emplace_back();
    for (const Element& part : document) {
      Status read = ReadPart(call, part, pattern);
      if (!read.ok()) return read;
    }
  }
  return patterns;
}

}  // namespace

// Without a list all sessions of the user. Takes any other fields, as MongoDB
// does.
Status KillSessionsCommand(const Call& call, Builder&) {
  const StatusOr<std::vector<SessionKey>> sessions = SessionsIn(call);
  if (!sessions.ok()) return sessions.status();
  const std::string user = KeyOf(call.peer, "").user;
  const absl::flat_hash_set<SessionKey> named(sessions->begin(),
                                              sessions->end());
  Kill(call, [&](const SessionKey& key) {
    return named.empty() ? key.user == user : named.contains(key);
  });
  return absl::OkStatus();
}

// Without a list the sessions of everybody.
Status KillAllSessionsCommand(const Call& call, Builder&) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  const StatusOr<UserIds> users = IdsIn(*call.command().begin(), "user");
  if (!users.ok()) return users.status();
  Kill(call, [&users](const SessionKey& key) {
    return users->empty() || users->contains(key.user);
  });
  return absl::OkStatus();
}

// The same.
Status KillAllSessionsByPatternCommand(const Call& call, Builder&) {
  if (Status fields = CheckFields(call.command(), {}); !fields.ok()) {
    return fields;
  }
  const StatusOr<std::vector<Pattern>> patterns = PatternsIn(call);
  if (!patterns.ok()) return patterns.status();
  Uids uids;
  Kill(call, [&](const SessionKey& key) {
    return patterns->empty() ||
           std::ranges::any_of(*patterns, [&](const Pattern& pattern) {
             return Matches(pattern, key, uids);
           });
  });
  return absl::OkStatus();
}

}  // namespace meerkat::server
