// hello and isMaster: who the server is.
//
// MongoDB manual, "hello"; driver specifications "Server Discovery and
// Monitoring" and "Handshake".
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <chrono>
#include <optional>

#include "tools/server/command_table.h"
#include "tools/server/topology.h"

namespace meerkat::server {

// Appends the reply, but for its ok. Takes over compressors and metadata, and
// begins a login that is part of it. Errors: 186 ClientMetadataCannotBeMutated
// when the client describes itself again, 14 TypeMismatch, 2 BadValue for a
// description of more than 512 bytes or a user's name that is none.
Status AppendHello(const Call& call, Builder& reply);

// How long the reply is to be held back because nothing has changed since the
// client's topologyVersion: its maxAwaitTimeMS. None: not at all.
std::optional<std::chrono::milliseconds> HoldOf(const Topology& topology,
                                                DocumentView command);

}  // namespace meerkat::server
