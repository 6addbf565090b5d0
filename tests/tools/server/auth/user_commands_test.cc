#include "tools/server/auth/user_commands.h"

#include <meerkat/client.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_random.h"
#include "tools/server/auth/command_access.h"
#include "tools/server/auth/digest.h"

namespace meerkat::server::auth {
namespace {

using meerkat::testing::CodeOf;

// A server's users, asked by commands on the database app.
struct Store {
  Store() : client(meerkat::testing::OpenClient()) {}

  StatusOr<Document> Run(std::string_view json,
                         std::string_view database = "app") {
    const auto command = ParseJson(json);
    REQUIRE(command.ok());
    const auto found = std::ranges::find(
        UserCommands(), command->begin()->name(), &UserCommand::name);
    REQUIRE(found != UserCommands().end());
    return found->run(users, database, *command);
  }
  std::string Reply(std::string_view json, std::string_view database = "app") {
    const auto reply = Run(json, database);
    return reply.ok() ? ToString(*reply) : ErrorMessageOf(reply.status());
  }
  std::string RolesOfAda() {
    const auto reply = Run(R"({"usersInfo": "ada"})");
    const DocumentView all = (*reply)["users"].AsDocument();
    return ToString(all.begin()->AsDocument()["roles"]);
  }

  Client client;
  meerkat::testing::FakeRandom random;
  UserStore users{client["admin"]["system.users"], random};
};

constexpr const char* kCreate =
    R"({"createUser": "ada", "pwd": "pencil", "roles": ["read"],
        "writeConcern": {"w": 1}, "$db": "app", "comment": "c"})";

}  // namespace

TEST_CASE("every command about users has its needs in the table") {
  for (const UserCommand& command : UserCommands()) {
    CHECK(IsListed(command.name));
    CHECK(NeedsLogin(command.name));
  }
}

TEST_CASE("users are made, changed and dropped by commands") {
  if (!HasCryptography()) return;
  Store store;
  CHECK(store.Reply(kCreate) == "{}");
  CHECK(CodeOf(store.Run(kCreate)) == kUserExists);
  CHECK(store.RolesOfAda() == R"([{"role":"read","db":"app"}])");
  CHECK(store.Reply(R"({"grantRolesToUser": "ada", "roles":
                        [{"role": "root", "db": "admin"}]})") == "{}");
  CHECK(store.RolesOfAda() ==
        R"([{"role":"read","db":"app"},{"role":"root","db":"admin"}])");
  CHECK(store.Reply(R"({"revokeRolesFromUser": "ada", "roles": ["read"]})") ==
        "{}");
  CHECK(store.RolesOfAda() == R"([{"role":"root","db":"admin"}])");
  CHECK(
      store.Reply(R"({"updateUser": "ada", "roles": [], "customData": {"a": 1},
                        "mechanisms": ["SCRAM-SHA-256"]})") == "{}");
  CHECK(store.RolesOfAda() == "[]");
  const User user = **store.users.Find({"ada", "app"});
  CHECK(user.credentials.size() == 1);
  CHECK(*user.custom_data == Document{{"a", 1}});
  CHECK(store.Reply(R"({"dropUser": "ada"})") == "{}");
  CHECK(CodeOf(store.Run(R"({"dropUser": "ada"})")) ==
        ErrorCode::kUserNotFound);
  CHECK(CodeOf(store.Run(R"({"updateUser": "ada", "pwd": "x"})")) ==
        ErrorCode::kUserNotFound);
  REQUIRE(store.Run(kCreate).ok());
  CHECK(store.Reply(R"({"dropAllUsersFromDatabase": 1})") == R"({"n":1})");
}

TEST_CASE("commands about users that are not well formed are refused") {
  Store store;
  const auto code = [&store](std::string_view json) {
    return CodeOf(store.Run(json));
  };
  CHECK(code(R"({"createUser": 1, "pwd": "x", "roles": []})") ==
        ErrorCode::kTypeMismatch);
  CHECK(code(R"({"createUser": "a", "roles": []})") ==
        ErrorCode::kMissingCommandField);
  CHECK(code(R"({"createUser": "a", "pwd": "x"})") ==
        ErrorCode::kMissingCommandField);
  CHECK(code(R"({"createUser": "a", "pwd": 1, "roles": []})") ==
        ErrorCode::kTypeMismatch);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": "read"})") ==
        ErrorCode::kTypeMismatch);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [1]})") ==
        ErrorCode::kTypeMismatch);
  CHECK(
      code(R"({"createUser": "a", "pwd": "x", "roles": [{"role": "read"}]})") ==
      ErrorCode::kMissingCommandField);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": ["none"]})") ==
        ErrorCode::kRoleNotFound);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [],
                 "mechanisms": ["PLAIN"]})") == ErrorCode::kBadValue);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [],
                 "mechanisms": [1]})") == ErrorCode::kTypeMismatch);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [],
                 "mechanisms": []})") == ErrorCode::kBadValue);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [],
                 "digestPassword": false})") == ErrorCode::kBadValue);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [],
                 "customData": 1})") == ErrorCode::kTypeMismatch);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [],
                 "authenticationRestrictions": [{}]})") ==
        ErrorCode::kNotImplemented);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [], "role": 1})") ==
        ErrorCode::kUnknownCommandField);
  CHECK(code(R"({"createUser": "a", "pwd": "x", "roles": [], "pwd": "y"})") ==
        ErrorCode::kDuplicateCommandField);
  CHECK(code(R"({"updateUser": "a"})") == ErrorCode::kBadValue);
  CHECK(code(R"({"dropUser": 1})") == ErrorCode::kTypeMismatch);
  CHECK(code(R"({"dropUser": "a", "roles": []})") ==
        ErrorCode::kUnknownCommandField);
  CHECK(code(R"({"grantRolesToUser": "a"})") ==
        ErrorCode::kMissingCommandField);
  CHECK(code(R"({"usersInfo": 1, "show": 1})") ==
        ErrorCode::kUnknownCommandField);
  CHECK(CodeOf(store.Run(kCreate, "local")) == ErrorCode::kBadValue);
  CHECK_FALSE(*store.users.HasUsers());
}

TEST_CASE("a refusal does not show the password") {
  Store store;
  for (const char* json :
       {R"({"createUser": "a", "pwd": "hunter2\n", "roles": []})",
        R"({"createUser": "a", "pwd": "hunter2", "roles": ["none"]})",
        R"({"createUser": "a", "pwd": ["hunter2"], "roles": []})",
        R"({"updateUser": "a", "pwd": "hunter2"})"}) {
    const auto refused = store.Run(json);
    REQUIRE_FALSE(refused.ok());
    CHECK(ErrorMessageOf(refused.status()).find("hunter2") ==
          std::string::npos);
  }
}

TEST_CASE("rolesInfo shows the roles that there are") {
  Store store;
  const auto count = [&store](std::string_view json) {
    const auto reply = store.Run(json);
    REQUIRE(reply.ok());
    const DocumentView roles = (*reply)["roles"].AsDocument();
    return std::distance(roles.begin(), roles.end());
  };
  CHECK(count(R"({"rolesInfo": 1})") == 0);
  CHECK(count(R"({"rolesInfo": 1, "showBuiltinRoles": true})") == 5);
  CHECK(count(R"({"rolesInfo": "read"})") == 1);
  CHECK(count(R"({"rolesInfo": "root"})") == 0);
  CHECK(count(R"({"rolesInfo": {"role": "root", "db": "admin"}})") == 1);
  CHECK(count(R"({"rolesInfo": ["read", "none", "dbOwner"]})") == 2);
  CHECK(store.Reply(R"({"rolesInfo": "read"})") ==
        R"({"roles":[{"role":"read","db":"app","isBuiltin":true,)"
        R"("roles":[],"inheritedRoles":[]}]})");
  CHECK(CodeOf(store.Run(R"({"rolesInfo": true})")) ==
        ErrorCode::kTypeMismatch);
  CHECK(CodeOf(store.Run(R"({"rolesInfo": 1, "filter": {}})")) ==
        ErrorCode::kUnknownCommandField);
}

}  // namespace meerkat::server::auth
