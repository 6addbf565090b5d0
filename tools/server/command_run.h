// CommandRun: one command from its bytes to its reply.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/server/command_table.h"
#include "tools/server/envelope.h"
#include "tools/server/wire/request.h"

namespace meerkat::server {

// Used once, by one thread.
class CommandRun {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Begun at `now`.
  CommandRun(ServerState& server, Peer& peer, const Request& request, Time now)
      : server_(server),
        peer_(peer),
        request_(request),
        begun_(now),
        opened_(Open()) {}

  // How long the reply is to be held back, see HoldOf() of handshake.h.
  std::optional<std::chrono::milliseconds> HoldTime() const;

  // What the command answers, but for the times. Errors: those of the command,
  // and of all that every command is judged by; see service.h.
  StatusOr<Document> Run();

  // From the command on:
  const CommandInfo* info() const { return info_; }
  // Null before it was known to be valid.
  const Envelope* envelope() const {
    return envelope_.has_value() ? &*envelope_ : nullptr;
  }
  std::string_view name() const { return info_ != nullptr ? info_->name : ""; }

 private:
  Status Open();
  Status CheckWhoAndWhere();
  Status RefreshCaller();
  Status EnterSession();
  Status CheckGeneric() const;
  // With the reply that it has when it is known already.
  StatusOr<Document> RunOnce(const Interruption& interruption);
  StatusOr<Document> RunNow(const Interruption& interruption);

  ServerState& server_;
  Peer& peer_;
  const Request& request_;
  const Time begun_;
  const CommandInfo* info_ = nullptr;
  std::optional<Envelope> envelope_;
  const Status opened_;
};

}  // namespace meerkat::server
