#include "tools/server/command_table.h"

#include <algorithm>
#include <string>

#include "engine/commands/command.h"
#include "tests/catch.hpp"
#include "tests/support/service_testing.h"
#include "tools/server/auth/command_access.h"

namespace meerkat::server {

TEST_CASE("the table has every command of the engine") {
  for (const engine::Command& command : engine::AllCommands()) {
    INFO(command.name);
    const CommandInfo* info = FindCommand(command.name);
    REQUIRE(info != nullptr);
    const bool is_admins = command.where == engine::Where::kAdminOnly;
    CHECK((info->where == Where::kAdminOnly) == is_admins);
  }
}

TEST_CASE("a command of the table is the server's own or the engine's") {
  const auto is_engines = [](std::string_view name) {
    return std::ranges::any_of(engine::AllCommands(),
                               [name](const engine::Command& command) {
                                 return command.name == name;
                               });
  };
  for (const CommandInfo& command : AllCommands()) {
    INFO(command.name);
    CHECK((command.run != nullptr || is_engines(command.name)));
    CHECK_FALSE(command.help.empty());
  }
}

TEST_CASE("it is known of every command who may run it") {
  for (const CommandInfo& command : AllCommands()) {
    INFO(command.name);
    CHECK(auth::IsListed(command.name));
  }
}

TEST_CASE("before a login nobody can run more than a handshake") {
  const std::string_view allowed[] = {
      "buildInfo", "buildinfo",    "connectionStatus", "hello",
      "isMaster",  "ismaster",     "listCommands",     "logout",
      "ping",      "saslContinue", "saslStart",        "whatsmyuri"};
  testing::TestService service({.auth = true});
  for (const CommandInfo& command : AllCommands()) {
    INFO(command.name);
    // From elsewhere, where there is no exception for the first user.
    testing::TestPeer peer(service, "192.0.2.1:5");
    const Document reply =
        peer.Run(Document{{command.name, 1}, {"$db", "admin"}});
    const bool is_refused =
        reply["code"].exists() && reply["code"].AsInt32() == 13;
    CHECK(is_refused ==
          (std::ranges::find(allowed, command.name) == std::end(allowed)));
  }
}

}  // namespace meerkat::server
