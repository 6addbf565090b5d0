// The commands of a server: one table, by name. What is not in it does not
// exist.
//
// Most are the engine's; those about connections, logins and the server itself
// are functions here, one file per family (connection_commands.cc ...). Each is
// described in MongoDB's manual under its name.
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/interruption.h>
#include <meerkat/status.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "tools/server/envelope.h"
#include "tools/server/metrics.h"
#include "tools/server/peer.h"
#include "tools/server/state.h"

namespace meerkat::server {

// A command being run.
struct Call {
  const Envelope& envelope;
  Peer& peer;
  ServerState& server;
  // Ends it from outside.
  const Interruption& interruption;

  DocumentView command() const { return envelope.command; }
};

// Appends the reply, but for its ok.
using CommandFunction = Status (*)(const Call& call, Builder& reply);

enum class Where : uint8_t { kAnyDatabase, kAdminOnly };
enum class Stability : uint8_t { kUnstable, kStable };

struct CommandInfo {
  std::string_view name;
  // Null for those that the engine runs.
  CommandFunction run = nullptr;
  Where where = Where::kAnyDatabase;
  // Whether version 1 of the stable API has it.
  Stability stability = Stability::kUnstable;
  OpCounter counter = OpCounter::kCommand;
  Latency latency = Latency::kCommands;
  // Of those that the engine does not run.
  bool takes_write_concern = false;
  // For listCommands.
  std::string_view help = "";
};

// By name, sorted.
std::span<const CommandInfo> AllCommands();
// Null when there is none.
const CommandInfo* FindCommand(std::string_view name);

// What the engine answers to the command.
StatusOr<Document> RunByEngine(const Call& call);

// Handshakes and connections.
Status HelloCommand(const Call& call, Builder& reply);
Status WhatsMyUriCommand(const Call& call, Builder& reply);
Status GetLastErrorCommand(const Call& call, Builder& reply);
Status GetPrevErrorCommand(const Call& call, Builder& reply);
Status ResetErrorCommand(const Call& call, Builder& reply);

// Sessions.
Status StartSessionCommand(const Call& call, Builder& reply);
Status RefreshSessionsCommand(const Call& call, Builder& reply);
Status EndSessionsCommand(const Call& call, Builder& reply);
Status KillSessionsCommand(const Call& call, Builder& reply);
Status KillAllSessionsCommand(const Call& call, Builder& reply);
Status KillAllSessionsByPatternCommand(const Call& call, Builder& reply);

// Logins and users.
Status ConnectionStatusCommand(const Call& call, Builder& reply);
Status LogoutCommand(const Call& call, Builder& reply);
Status SaslStartCommand(const Call& call, Builder& reply);
Status SaslContinueCommand(const Call& call, Builder& reply);
// createUser ... rolesInfo.
Status UserManagementCommand(const Call& call, Builder& reply);

// Operations.
Status CurrentOpCommand(const Call& call, Builder& reply);
Status KillOpCommand(const Call& call, Builder& reply);

// The server.
std::string HostName();
Status ConnPoolStatsCommand(const Call& call, Builder& reply);
Status FeaturesCommand(const Call& call, Builder& reply);
Status GetCmdLineOptsCommand(const Call& call, Builder& reply);
Status GetLogCommand(const Call& call, Builder& reply);
Status GetParameterCommand(const Call& call, Builder& reply);
Status HostInfoCommand(const Call& call, Builder& reply);
Status ListCommandsCommand(const Call& call, Builder& reply);
Status ListDatabasesCommand(const Call& call, Builder& reply);
Status ReplSetGetConfigCommand(const Call& call, Builder& reply);
Status ReplSetGetStatusCommand(const Call& call, Builder& reply);
Status ServerStatusCommand(const Call& call, Builder& reply);
Status ShutdownCommand(const Call& call, Builder& reply);
Status TopCommand(const Call& call, Builder& reply);

}  // namespace meerkat::server
