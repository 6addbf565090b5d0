// What is counted and logged of connections and commands.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <chrono>

#include "tools/server/command_run.h"
#include "tools/server/peer.h"
#include "tools/server/state.h"

namespace meerkat::server {

void ReportConnection(ServerState& server, const Peer& peer);
void ReportDisconnection(ServerState& server, const Peer& peer);

// Counts a command that is done, and logs it when it was slow or a login.
void Report(ServerState& server, const Peer& peer, const CommandRun& run,
            const StatusOr<Document>& reply, std::chrono::nanoseconds time);

}  // namespace meerkat::server
