#include "tools/server/state.h"

#include <utility>

#include "tools/server/auth/digest.h"
#include "tools/server/command_table.h"

namespace meerkat::server {

ServerState::ServerState(Client served, ServerOptions chosen, Topology where)
    : client(std::move(served)),
      options(std::move(chosen)),
      topology(std::move(where)),
      started(clock().Steady()),
      log(clock(), options.log, options.quiet),
      metrics(AllCommands().size()),
      cluster_clock(clock()),
      users(client["admin"]["system.users"], auth::SecureRandom()),
      credentials(auth::CredentialsFrom(users, auth::SecureRandom())) {}

}  // namespace meerkat::server
