// Service: answers the requests of all connections.
//
//   request -> valid BSON -> envelope -> may the caller? -> the server's own
//   command, or the engine's -> reply, numbers, log
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "tools/server/peer.h"
#include "tools/server/sessions.h"
#include "tools/server/state.h"
#include "tools/server/wire/request.h"

namespace meerkat::server {

struct Answer {
  Document reply;
  // More fields of the reply, to stand before its end: the times of the
  // cluster.
  Document times = {};
  // It is the error of an OP_QUERY for documents.
  bool query_failed = false;
  // The same request has another answer after this one: news of the server, or
  // the next batch of a cursor.
  bool has_more = false;
  // Of the command, for MayBeCompressed.
  std::string name;
  // The connection is to be closed after it.
  bool is_last = false;
  // Set: ask again when it has passed, with `held`.
  std::optional<std::chrono::milliseconds> hold = {};
};

// Thread-safe.
class Service {
 public:
  explicit Service(ServerState& server) : server_(server) {}

  // What is kept of a connection, until it is deleted.
  std::unique_ptr<Peer> NewPeer(PeerAddress address);
  // It has been closed.
  void Ended(const Peer& peer);

  // Answers a command of `peer`. Errors become replies. `held`: the time that
  // an Answer named has passed.
  Answer Handle(const Request& request, Peer& peer, bool held);

  // Ends sessions that nobody has used for long; looks for them now and then.
  void EndIdleSessions(Sessions::Time now);

  // Ends what runs, and what waits.
  void Stop();

 private:
  // Whether the limits for strangers hold for it.
  bool MustLogIn(const Peer& peer);
  // Makes the answer to a failed login a late one.
  void Delay(Peer& peer, Answer& answer);
  ServerState& server_;
  std::atomic<int64_t> next_look_ = 0;
};

}  // namespace meerkat::server
