// ServerState: what all connections of a server share.
#pragma once

#include <absl/synchronization/mutex.h>
#include <meerkat/client.h>
#include <meerkat/environment.h>
#include <meerkat/server_options.h>
#include <meerkat/status.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "tools/server/auth/scram.h"
#include "tools/server/auth/user_store.h"
#include "tools/server/cluster_clock.h"
#include "tools/server/guess_limit.h"
#include "tools/server/log.h"
#include "tools/server/metrics.h"
#include "tools/server/network_counters.h"
#include "tools/server/peer.h"
#include "tools/server/sessions.h"
#include "tools/server/topology.h"

namespace meerkat::server {

// Each part is thread-safe.
struct ServerState {
  ServerState(Client served, ServerOptions chosen, Topology where);

  // The clock of the server itself; the database has its own.
  Clock& clock() const { return Clock::Real(); }

  std::chrono::seconds uptime() const {
    return std::chrono::duration_cast<std::chrono::seconds>(clock().Steady() -
                                                            started);
  }

  // Whether there are users, looked up once for each users_version with some.
  // That there are none is not kept: the program may make the first one itself.
  StatusOr<bool> HasUsers();

  Client client;
  const ServerOptions options;
  const Topology topology;
  const std::chrono::steady_clock::time_point started;

  NetworkCounters network;
  Log log;
  Metrics metrics;
  CollectionTimes collection_times;
  ClusterClock cluster_clock;
  Sessions sessions;
  auth::UserStore users;
  const auth::CredentialSource credentials;
  GuessLimit guesses;
  // Grows when users may have changed, so that roles are read again.
  std::atomic<uint64_t> users_version = 1;
  // The last version with users that HasUsers() has seen.
  std::atomic<uint64_t> version_with_users = 0;
  // Held while somebody who is not logged in makes the first user, so that
  // there are not two of them.
  absl::Mutex making_first_user;
  // Ids of operations.
  std::atomic<int32_t> last_operation = 0;
  Peers peers;
};

}  // namespace meerkat::server
