#include "tools/server/auth/redact.h"

#include <meerkat/json.h>
#include <meerkat/value.h>

#include "tests/catch.hpp"

namespace meerkat::server::auth {

TEST_CASE("what is secret in a command is not shown") {
  const auto shown = [](const char* json) {
    return ToString(WithoutSecrets(*ParseJson(json)));
  };
  CHECK(shown(R"({"createUser": "ada", "pwd": "hunter2", "roles": []})") ==
        R"({"createUser":"ada","pwd":"xxx","roles":[]})");
  CHECK(shown(R"({"saslStart": 1, "payload": "hunter2", "db": "app"})") ==
        R"({"saslStart":1,"payload":"xxx","db":"app"})");
  CHECK(shown(R"({"hello": 1, "speculativeAuthenticate":
                  {"saslStart": 1, "payload": "hunter2"}})") ==
        R"({"hello":1,"speculativeAuthenticate":"xxx"})");
  CHECK(shown(R"({"createuser": "ada", "pwd": {"a": "hunter2"}})") ==
        R"({"createuser":"ada","pwd":"xxx"})");
}

TEST_CASE("all else of a command is shown as it is") {
  const auto command =
      ParseJson(R"({"find": "people", "filter": {"pwd": 1}, "limit": 3})");
  CHECK(WithoutSecrets(*command) == *command);
  CHECK(WithoutSecrets(DocumentView()).empty());
}

}  // namespace meerkat::server::auth
