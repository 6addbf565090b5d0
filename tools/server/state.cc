#include "tools/server/state.h"

#include <string>
#include <utility>

#include "tools/server/auth/digest.h"
#include "tools/server/auth/login_secret.h"
#include "tools/server/command_table.h"

namespace meerkat::server {

namespace {

// Where nobody has to log in nothing is written to the database for it.
std::string SecretOf(Client& client, bool auth) {
  RandomSource& random = auth::SecureRandom();
  return auth ? auth::LoginSecret(client["admin"]["system.keys"], random)
              : auth::RandomBytes(random, 32);
}

}  // namespace

ServerState::ServerState(Client served, ServerOptions chosen, Topology where)
    : client(std::move(served)),
      options(std::move(chosen)),
      topology(std::move(where)),
      started(clock().Steady()),
      log(clock(), options.log, options.quiet),
      metrics(AllCommands().size()),
      cluster_clock(clock()),
      users(client["admin"]["system.users"], auth::SecureRandom()),
      credentials(auth::CredentialsFrom(users, SecretOf(client, options.auth))),
      guesses(options.failed_login_delay) {}

StatusOr<bool> ServerState::HasUsers() {
  // Before the look: what is changed during it has another version.
  const uint64_t version = users_version.load();
  if (version_with_users.load() == version) return true;
  const StatusOr<bool> found = users.HasUsers();
  if (found.ok() && *found) version_with_users.store(version);
  return found;
}

}  // namespace meerkat::server
