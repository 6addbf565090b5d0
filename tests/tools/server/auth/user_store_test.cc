#include "tools/server/auth/user_store.h"

#include <meerkat/client.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_random.h"
#include "tests/support/scram_client.h"
#include "tools/server/auth/digest.h"
#include "tools/server/auth/password.h"
#include "tools/server/auth/users_info.h"

namespace meerkat::server::auth {
namespace {

using meerkat::testing::CodeOf;

const UserName kAda{"ada", "app"};

// A store in memory. Its collection stands for admin.system.users, which the
// engine does not make.
struct Store {
  Store() : client(meerkat::testing::OpenClient()) {}

  Client client;
  meerkat::testing::FakeRandom random;
  UserStore users{client["admin"]["system.users"], random};
};

NewUser Reader() { return {.password = "pencil", .roles = {{"read", "app"}}}; }

// Whether the user logs in with the password.
bool LogsIn(UserStore& users, const UserName& name, std::string_view password,
            Mechanism mechanism = Mechanism::kScramSha256) {
  const auto credentials = users.FindCredentials(name, mechanism);
  REQUIRE(credentials.ok());
  if (!credentials->has_value()) return false;
  const CredentialSource source = CredentialsFrom(users, "secret");
  const std::string bare = "n=" + name.name + ",r=client";
  auto login = ScramConversation::Start(mechanism, name.database, "n,," + bare,
                                        "server", source);
  REQUIRE(login.ok());
  const auto prepared = PreparePassword(mechanism, name.name, password);
  return login
      ->Continue(meerkat::testing::ClientFinalFor(
          mechanism, *prepared, {"n,,", bare, login->challenge()}))
      .ok();
}

std::vector<std::string> Names(const std::vector<User>& users) {
  std::vector<std::string> names;
  for (const User& user : users) names.push_back(ToString(user.name));
  return names;
}

}  // namespace

TEST_CASE("a user that was made is found, and logs in by both mechanisms") {
  if (!HasCryptography()) return;
  Store store;
  CHECK_FALSE(*store.users.HasUsers());
  REQUIRE(store.users.Create(kAda, Reader()).ok());
  CHECK(*store.users.HasUsers());
  const auto found = store.users.Find(kAda);
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK((*found)->name == kAda);
  CHECK((*found)->roles == std::vector<Role>{{"read", "app"}});
  CHECK((*found)->credentials.size() == 2);
  CHECK((*found)->id.element().AsBinary().subtype == 4);
  CHECK((*found)->id.element().AsBinary().bytes.size() == 16);
  CHECK_FALSE((*found)->custom_data.has_value());
  for (Mechanism mechanism : kMechanisms) {
    CHECK(LogsIn(store.users, kAda, "pencil", mechanism));
    CHECK_FALSE(LogsIn(store.users, kAda, "Pencil", mechanism));
  }
  CHECK_FALSE((*store.users.Find({"ada", "admin"})).has_value());
  CHECK_FALSE((*store.users.Find({"eve", "app"})).has_value());
}

TEST_CASE("a user's document has MongoDB's shape and no password") {
  if (!HasCryptography()) return;
  Store store;
  NewUser user = Reader();
  user.custom_data = Document{{"team", 7}};
  REQUIRE(store.users.Create(kAda, user).ok());
  const Document document = **store.client["admin"]["system.users"].FindOne();
  CHECK(document["_id"].AsString() == "app.ada");
  CHECK(document["user"].AsString() == "ada");
  CHECK(document["db"].AsString() == "app");
  CHECK(ToString(document["customData"]) == R"({"team":7})");
  CHECK(ToString(document["roles"]) == R"([{"role":"read","db":"app"}])");
  const DocumentView credentials = document["credentials"].AsDocument();
  CHECK(credentials["SCRAM-SHA-256"].AsDocument()["iterationCount"].AsInt32() ==
        15000);
  CHECK(credentials["SCRAM-SHA-1"].AsDocument()["iterationCount"].AsInt32() ==
        10000);
  CHECK(ToString(document).find("pencil") == std::string::npos);
}

TEST_CASE("a second user of a name in a database is refused") {
  if (!HasCryptography()) return;
  Store store;
  REQUIRE(store.users.Create(kAda, Reader()).ok());
  CHECK(CodeOf(store.users.Create(kAda, Reader())) == kUserExists);
  CHECK(store.users.Create({"ada", "other"}, Reader()).ok());
}

TEST_CASE("users whose databases and names run together are told apart") {
  if (!HasCryptography()) return;
  Store store;
  REQUIRE(store.users.Create({"b.c", "a"}, Reader()).ok());
  CHECK_FALSE((*store.users.Find({"c", "a.b"})).has_value());
  CHECK_FALSE(LogsIn(store.users, {"c", "a.b"}, "pencil"));
  CHECK(CodeOf(store.users.Drop({"c", "a.b"})) == ErrorCode::kUserNotFound);
  CHECK(CodeOf(store.users.Update({"c", "a.b"}, {.password = "x"})) ==
        ErrorCode::kUserNotFound);
  CHECK(CodeOf(store.users.Create({"c", "a.b"}, Reader())) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(store.users.Create({"c", ""}, Reader())) ==
        ErrorCode::kBadValue);
  CHECK(LogsIn(store.users, {"b.c", "a"}, "pencil"));
}

TEST_CASE("users that could not log in are not made") {
  if (!HasCryptography()) return;
  Store store;
  const auto code = [&store](const UserName& name, const NewUser& user) {
    return CodeOf(store.users.Create(name, user));
  };
  CHECK(code({"", "app"}, Reader()) == ErrorCode::kBadValue);
  CHECK(code({std::string("a\0b", 3), "app"}, Reader()) ==
        ErrorCode::kBadValue);
  CHECK(code({std::string(1001, 'a'), "app"}, Reader()) ==
        ErrorCode::kBadValue);
  CHECK(code(kAda, {.password = "", .roles = {}}) == ErrorCode::kBadValue);
  CHECK(code(kAda, {.password = "pencil", .roles = {}, .mechanisms = {}}) ==
        ErrorCode::kBadValue);
  CHECK(code(kAda, {.password = "pencil", .roles = {{"reader", "app"}}}) ==
        ErrorCode::kRoleNotFound);
  CHECK(code(kAda, {.password = "pencil", .roles = {{"root", "app"}}}) ==
        ErrorCode::kRoleNotFound);
  CHECK_FALSE(*store.users.HasUsers());
  const UserName longest{std::string(1000, '='), "app"};
  CHECK(code(longest, Reader()) == ErrorCode::kOk);
  std::string escaped;
  for (int i = 0; i < 1000; ++i) escaped += "=3D";
  CHECK(ParseClientFirst("n,,n=" + escaped + ",r=c")->user == longest.name);
}

TEST_CASE("a mechanism that a user does not have is not offered to it") {
  if (!HasCryptography()) return;
  Store store;
  NewUser user = Reader();
  user.mechanisms = {Mechanism::kScramSha256};
  REQUIRE(store.users.Create(kAda, user).ok());
  CHECK(LogsIn(store.users, kAda, "pencil"));
  CHECK_FALSE(LogsIn(store.users, kAda, "pencil", Mechanism::kScramSha1));
  CHECK(*store.users.SupportedMechanisms(kAda) ==
        std::vector<std::string_view>{"SCRAM-SHA-256"});
  CHECK(*store.users.SupportedMechanisms({"nobody", "app"}) ==
        std::vector<std::string_view>{"SCRAM-SHA-256", "SCRAM-SHA-1"});
}

TEST_CASE("an update changes what it names and keeps the rest") {
  if (!HasCryptography()) return;
  Store store;
  REQUIRE(store.users.Create(kAda, Reader()).ok());
  const User before = **store.users.Find(kAda);
  REQUIRE(store.users.Update(kAda, {.custom_data = Document{{"a", 1}}}).ok());
  User after = **store.users.Find(kAda);
  CHECK(after.credentials == before.credentials);
  CHECK(after.roles == before.roles);
  CHECK(after.id == before.id);
  CHECK(*after.custom_data == Document{{"a", 1}});

  REQUIRE(store.users.Update(kAda, {.password = "eraser"}).ok());
  for (Mechanism mechanism : kMechanisms) {
    CHECK(LogsIn(store.users, kAda, "eraser", mechanism));
    CHECK_FALSE(LogsIn(store.users, kAda, "pencil", mechanism));
  }
  const std::vector<Role> roles{{"dbAdmin", "app"}, {"root", "admin"}};
  REQUIRE(store.users.Update(kAda, {.roles = roles}).ok());
  after = **store.users.Find(kAda);
  CHECK(after.roles == roles);
  CHECK(*after.custom_data == Document{{"a", 1}});
}

TEST_CASE("mechanisms are taken away without a password and added with one") {
  if (!HasCryptography()) return;
  Store store;
  REQUIRE(store.users.Create(kAda, Reader()).ok());
  const std::vector<Mechanism> strong{Mechanism::kScramSha256};
  const std::vector<Mechanism> both{Mechanism::kScramSha1,
                                    Mechanism::kScramSha256};
  REQUIRE(store.users.Update(kAda, {.mechanisms = strong}).ok());
  CHECK(LogsIn(store.users, kAda, "pencil"));
  CHECK_FALSE(LogsIn(store.users, kAda, "pencil", Mechanism::kScramSha1));
  CHECK(CodeOf(store.users.Update(kAda, {.mechanisms = both})) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(store.users.Update(kAda,
                                  {.mechanisms = std::vector<Mechanism>()})) ==
        ErrorCode::kBadValue);
  // A new password does not bring the other mechanism back by itself.
  REQUIRE(store.users.Update(kAda, {.password = "eraser"}).ok());
  CHECK((**store.users.Find(kAda)).credentials.size() == 1);
  REQUIRE(store.users.Update(kAda, {.password = "eraser", .mechanisms = both})
              .ok());
  CHECK(LogsIn(store.users, kAda, "eraser", Mechanism::kScramSha1));
}

TEST_CASE("an update of nobody, by nothing or to no role is refused") {
  if (!HasCryptography()) return;
  Store store;
  REQUIRE(store.users.Create(kAda, Reader()).ok());
  CHECK(CodeOf(store.users.Update({"eve", "app"}, {.password = "x"})) ==
        ErrorCode::kUserNotFound);
  CHECK(CodeOf(store.users.Update(kAda, {})) == ErrorCode::kBadValue);
  CHECK(CodeOf(store.users.Update(kAda, {.password = ""})) ==
        ErrorCode::kBadValue);
  CHECK(CodeOf(store.users.Update(
            kAda, {.roles = std::vector<Role>{{"none", "app"}}})) ==
        ErrorCode::kRoleNotFound);
  CHECK(LogsIn(store.users, kAda, "pencil"));
}

TEST_CASE("roles are granted once and revoked") {
  if (!HasCryptography()) return;
  Store store;
  REQUIRE(store.users.Create(kAda, Reader()).ok());
  const Role read{"read", "app"};
  const Role write{"readWrite", "logs"};
  REQUIRE(store.users.GrantRoles(kAda, {write, read, write}).ok());
  CHECK((**store.users.Find(kAda)).roles == std::vector<Role>{read, write});
  REQUIRE(store.users.RevokeRoles(kAda, {read, {"dbAdmin", "app"}}).ok());
  CHECK((**store.users.Find(kAda)).roles == std::vector<Role>{write});
  CHECK(CodeOf(store.users.GrantRoles(kAda, {{"x", "app"}})) ==
        ErrorCode::kRoleNotFound);
  CHECK(CodeOf(store.users.RevokeRoles(kAda, {{"x", "app"}})) ==
        ErrorCode::kRoleNotFound);
  CHECK(CodeOf(store.users.GrantRoles({"eve", "app"}, {read})) ==
        ErrorCode::kUserNotFound);
  CHECK(CodeOf(store.users.RevokeRoles({"eve", "app"}, {read})) ==
        ErrorCode::kUserNotFound);
}

TEST_CASE("users are listed and dropped by database") {
  if (!HasCryptography()) return;
  Store store;
  for (const UserName& name :
       {UserName{"zoe", "app"}, kAda, UserName{"ada", "admin"}}) {
    REQUIRE(store.users.Create(name, Reader()).ok());
  }
  CHECK(Names(*store.users.List("app")) ==
        std::vector<std::string>{"ada@app", "zoe@app"});
  CHECK(Names(*store.users.ListAll()) ==
        std::vector<std::string>{"ada@admin", "ada@app", "zoe@app"});
  REQUIRE(store.users.Drop(kAda).ok());
  CHECK(CodeOf(store.users.Drop(kAda)) == ErrorCode::kUserNotFound);
  CHECK_FALSE(LogsIn(store.users, kAda, "pencil"));
  CHECK(*store.users.DropAll("app") == 1);
  CHECK(*store.users.DropAll("app") == 0);
  CHECK(Names(*store.users.ListAll()) == std::vector<std::string>{"ada@admin"});
}

TEST_CASE("roles granted by several threads are all kept") {
  if (!HasCryptography()) return;
  Store store;
  REQUIRE(store.users.Create(kAda, {.password = "pencil", .roles = {}}).ok());
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&store, &failures, t] {
      for (int i = 0; i < 10; ++i) {
        const Role role{"read", "db" + std::to_string(t * 10 + i)};
        if (!store.users.GrantRoles(kAda, {role}).ok()) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failures == 0);
  CHECK((**store.users.Find(kAda)).roles.size() == 40);
}

TEST_CASE("a document that is no user's is an error, not a login") {
  Store store;
  Collection documents = store.client["admin"]["system.users"];
  for (const char* json :
       {R"({"_id": "app.ada"})",
        R"({"_id": "app.ada", "user": "ada", "db": 1})",
        R"({"_id": "app.ada", "user": "ada", "db": "app", "roles": []})",
        R"({"_id": "app.ada", "user": "ada", "db": "app", "credentials": {}})",
        R"({"_id": "app.ada", "user": "ada", "db": "app", "credentials":
            {"SCRAM-SHA-256": 1}, "roles": []})",
        R"({"_id": "app.ada", "user": "ada", "db": "app", "credentials":
            {"SCRAM-SHA-256": {}}, "roles": []})",
        R"({"_id": "app.ada", "user": "ada", "db": "app", "credentials": {},
            "roles": ["root"]})",
        R"({"_id": "app.ada", "user": "ada", "db": "app", "credentials": {},
            "roles": [{"role": "root"}]})"}) {
    INFO(json);
    REQUIRE(documents.DeleteMany({}).ok());
    REQUIRE(documents.InsertOne(*ParseJson(json)).ok());
    CHECK(CodeOf(store.users.Find(kAda)) == ErrorCode::kBadValue);
    CHECK(CodeOf(store.users.ListAll()) == ErrorCode::kBadValue);
    CHECK_FALSE(
        store.users.FindCredentials(kAda, Mechanism::kScramSha256).ok());
  }
}

TEST_CASE("usersInfo shows users without their credentials") {
  if (!HasCryptography()) return;
  Store store;
  NewUser user = Reader();
  user.custom_data = Document{{"team", 7}};
  REQUIRE(store.users.Create(kAda, user).ok());
  REQUIRE(store.users.Create({"zoe", "app"}, Reader()).ok());
  REQUIRE(store.users.Create({"ada", "admin"}, Reader()).ok());
  const auto asked = [&store](const char* command) {
    return UsersInfo(store.users, "app", *ParseJson(command));
  };
  const auto ids = [&asked](const char* command) {
    std::vector<std::string> found;
    const auto reply = asked(command);
    REQUIRE(reply.ok());
    for (const Element info : (*reply)["users"].AsDocument()) {
      found.emplace_back(info.AsDocument()["_id"].AsString());
    }
    return found;
  };
  using Ids = std::vector<std::string>;
  CHECK(ids(R"({"usersInfo": 1})") == Ids{"app.ada", "app.zoe"});
  CHECK(ids(R"({"usersInfo": "zoe"})") == Ids{"app.zoe"});
  CHECK(ids(R"({"usersInfo": "nobody"})").empty());
  CHECK(ids(R"({"usersInfo": {"user": "ada", "db": "admin"}})") ==
        Ids{"admin.ada"});
  CHECK(ids(R"({"usersInfo": ["zoe", {"user": "ada", "db": "app"}]})") ==
        Ids{"app.zoe", "app.ada"});
  CHECK(ids(R"({"usersInfo": {"forAllDBs": true}})") ==
        Ids{"admin.ada", "app.ada", "app.zoe"});

  const auto reply = asked(R"({"usersInfo": "ada"})");
  const Document info((*reply)["users"].AsDocument().begin()->AsDocument());
  CHECK_FALSE(info["credentials"].exists());
  CHECK_FALSE(info["inheritedPrivileges"].exists());
  CHECK(ToString(info["customData"]) == R"({"team":7})");
  CHECK(ToString(info["roles"]) == R"([{"role":"read","db":"app"}])");
  CHECK(ToString(info["mechanisms"]) == R"(["SCRAM-SHA-256","SCRAM-SHA-1"])");
  const auto all = asked(
      R"({"usersInfo": "ada", "showCredentials": 1, "showPrivileges": true})");
  const Document full((*all)["users"].AsDocument().begin()->AsDocument());
  CHECK(full["credentials"].AsDocument()["SCRAM-SHA-1"].exists());
  CHECK(ToString(full["inheritedRoles"]) == R"([{"role":"read","db":"app"}])");
  CHECK_FALSE(full["inheritedPrivileges"].AsDocument().empty());
}

TEST_CASE("questions that usersInfo does not understand are refused") {
  Store store;
  const auto code = [&store](const char* command) {
    return CodeOf(UsersInfo(store.users, "app", *ParseJson(command)));
  };
  CHECK(code(R"({"usersInfo": true})") == ErrorCode::kBadValue);
  CHECK(code(R"({"usersInfo": {}})") == ErrorCode::kBadValue);
  CHECK(code(R"({"usersInfo": {"user": "ada"}})") == ErrorCode::kBadValue);
  CHECK(code(R"({"usersInfo": [1]})") == ErrorCode::kBadValue);
  CHECK(code(R"({"usersInfo": [{"forAllDBs": true}]})") ==
        ErrorCode::kBadValue);
  CHECK(code(R"({"usersInfo": 1, "showCredentials": "yes"})") ==
        ErrorCode::kTypeMismatch);
}

TEST_CASE("connectionStatus shows who is logged in") {
  CHECK(
      ToString(ConnectionStatus({}, false)) ==
      R"({"authInfo":{"authenticatedUsers":[],"authenticatedUserRoles":[]}})");
  const Caller ada{.identity = Identity{kAda, {{"read", "app"}}}};
  CHECK(ToString(ConnectionStatus(ada, false)) ==
        R"({"authInfo":{"authenticatedUsers":[{"user":"ada","db":"app"}],)"
        R"("authenticatedUserRoles":[{"role":"read","db":"app"}]}})");
  const Document status = ConnectionStatus(ada, true);
  CHECK_FALSE(status["authInfo"]
                  .AsDocument()["authenticatedUserPrivileges"]
                  .AsDocument()
                  .empty());
}

TEST_CASE("a role is shown with its privileges on request") {
  CHECK(ToString(ToInfo(Role{"read", "app"}, false)) ==
        R"({"role":"read","db":"app","isBuiltin":true,"roles":[],)"
        R"("inheritedRoles":[]})");
  const Document info = ToInfo(Role{"read", "app"}, true);
  CHECK(info["privileges"].AsDocument() ==
        info["inheritedPrivileges"].AsDocument());
  CHECK_FALSE(info["privileges"].AsDocument().empty());
}

}  // namespace meerkat::server::auth
