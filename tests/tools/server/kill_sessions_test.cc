// killAllSessions and killAllSessionsByPattern, as a client meets them.
#include <meerkat/json.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/service_testing.h"
#include "tools/server/auth/digest.h"

namespace meerkat::server {
namespace {

using testing::TestPeer;
using testing::TestService;

// A server with the users root (admin), ada (app, readWrite) and bob (app,
// read), each with a session, and a stranger's.
struct WithSessions : TestService {
  WithSessions() : TestService({.auth = true}), root(*this) {
    REQUIRE(root.CodeOf(R"({"createUser": "root", "pwd": "pw",
                            "roles": ["root"], "$db": "admin"})") == 0);
    REQUIRE(root.LogIn("root", "admin", "pw")["done"].AsBool());
    for (const std::string user :
         {R"("ada", "roles": ["readWrite")", R"("bob", "roles": ["read")"}) {
      REQUIRE(root.CodeOf(R"({"createUser": )" + user +
                          R"(], "pwd": "pw", "$db": "app"})") == 0);
    }
    Start();
  }

  void Start() {
    const auto now = std::chrono::steady_clock::now();
    for (const std::string user : {"admin.root", "app.ada", "app.bob", ""}) {
      REQUIRE(state.sessions.Use({.id = kId, .user = user}, now).ok());
    }
  }
  // Whose sessions there are after the command, and starts all of them again.
  std::string LeftBy(const std::string& command) {
    const Document reply = root.Run("{" + command + R"(, "$db": "admin"})");
    CAPTURE(ToJson(reply));
    REQUIRE(reply["ok"].AsDouble() == 1.0);
    std::string left;
    for (const std::string user : {"admin.root", "app.ada", "app.bob", ""}) {
      if (state.sessions.End({.id = kId, .user = user})) left += user + " ";
    }
    Start();
    return left;
  }
  int CodeOf(const std::string& command) {
    return root.CodeOf("{" + command + R"(, "$db": "admin"})");
  }

  static inline const std::string kId = "0123456789abcdef";
  TestPeer root;
};

// As JSON.
std::string Binary(int subtype, std::string_view bytes) {
  return ToJson(Value::Binary(static_cast<uint8_t>(subtype), bytes).element());
}

}  // namespace

TEST_CASE("killAllSessions ends the sessions of users, or all") {
  if (!auth::HasCryptography()) return;
  WithSessions service;
  CHECK(service.LeftBy(R"("killAllSessions": [])").empty());
  CHECK(
      service.LeftBy(R"("killAllSessions": [{"user": "ada", "db": "app"}])") ==
      "admin.root app.bob  ");
  CHECK(service.LeftBy(R"("killAllSessions": [{"user": "x", "db": "app"}])") ==
        "admin.root app.ada app.bob  ");
  CHECK(service.CodeOf(R"("killAllSessions": 1)") == 14);
  CHECK(service.CodeOf(R"("killAllSessions": [1])") == 14);
  CHECK(service.CodeOf(R"("killAllSessions": [{"user": "ada"}])") == 40414);
  CHECK(service.CodeOf(R"("killAllSessions": [{"user": 1, "db": "app"}])") ==
        14);
  CHECK(service.CodeOf(R"("killAllSessions": [{"user": "ada", "db": "app",
                           "x": 1}])") == 40415);
}

TEST_CASE("killAllSessionsByPattern ends those that match") {
  if (!auth::HasCryptography()) return;
  WithSessions service;
  const auto left = [&service](const std::string& patterns) {
    return service.LeftBy(R"("killAllSessionsByPattern": [)" + patterns + "]");
  };
  CHECK(left("").empty());
  const std::string ada =
      Binary(0, *auth::Hash(auth::Mechanism::kScramSha256, "ada@app"));
  const std::string nobody =
      Binary(0, *auth::Hash(auth::Mechanism::kScramSha256, ""));
  const std::string id = Binary(4, WithSessions::kId);
  CHECK(left(R"({"uid": )" + ada + "}") == "admin.root app.bob  ");
  CHECK(left(R"({"uid": )" + nobody + "}") == "admin.root app.ada app.bob ");
  CHECK(left(R"({"lsid": {"id": )" + id + "}}").empty());
  CHECK(left(R"({"lsid": {"id": )" + id + R"(, "uid": )" + ada + "}}") ==
        "admin.root app.bob  ");
  CHECK(left(R"({"lsid": {"id": )" + Binary(4, "fedcba9876543210") + "}}") ==
        "admin.root app.ada app.bob  ");
  CHECK(left(R"({"users": [{"user": "bob", "db": "app"}]})") ==
        "admin.root app.ada  ");
  CHECK(left(R"({"roles": [{"role": "readWrite", "db": "app"}]})") ==
        "admin.root app.bob  ");
  // All of one pattern, any of several.
  CHECK(left(R"({"uid": )" + ada +
             R"(, "roles": [{"role": "read", "db": "app"}]})") ==
        "admin.root app.ada app.bob  ");
  CHECK(left(R"({"uid": )" + ada +
             R"(}, {"roles": [{"role": "read", "db": "app"}]})") ==
        "admin.root  ");
}

TEST_CASE("patterns of sessions that are none are refused") {
  if (!auth::HasCryptography()) return;
  WithSessions service;
  const auto code = [&service](const std::string& patterns) {
    return service.CodeOf(R"("killAllSessionsByPattern": )" + patterns);
  };
  CHECK(code("1") == 14);
  CHECK(code("[1]") == 14);
  CHECK(code(R"([{"x": 1}])") == 40415);
  CHECK(code(R"([{"uid": 1}])") == 14);
  CHECK(code(R"([{"lsid": 1}])") == 14);
  CHECK(code(R"([{"lsid": {}}])") == 40414);
  CHECK(code(R"([{"users": [{}]}])") == 40414);
  CHECK(code(R"([{"roles": 1}])") == 14);
  std::string many = "{}";
  for (int i = 0; i < 100; ++i) many += ", {}";
  CHECK(code("[" + many + "]") == 2);
}

TEST_CASE("only who may kill any session kills those of others") {
  if (!auth::HasCryptography()) return;
  WithSessions service;
  TestPeer ada(service);
  REQUIRE(ada.LogIn("ada", "app", "pw")["done"].AsBool());
  CHECK(ada.CodeOf(R"({"killAllSessions": [], "$db": "admin"})") == 13);
  CHECK(ada.CodeOf(R"({"killAllSessionsByPattern": [], "$db": "admin"})") ==
        13);
  CHECK(ada.CodeOf(R"({"connPoolStats": 1, "$db": "admin"})") == 13);
  CHECK(ada.CodeOf(R"({"killSessions": [], "$db": "admin"})") == 0);
  CHECK(service.state.sessions.size() == 3);

  REQUIRE(service.root.CodeOf(
              R"({"createUser": "eve", "pwd": "pw", "$db": "admin",
                  "roles": ["hostManager", "clusterMonitor"]})") == 0);
  TestPeer eve(service);
  REQUIRE(eve.LogIn("eve", "admin", "pw")["done"].AsBool());
  CHECK(eve.CodeOf(R"({"connPoolStats": 1, "$db": "admin"})") == 0);
  CHECK(eve.CodeOf(R"({"killAllSessions": [], "$db": "admin"})") == 0);
  CHECK(eve.CodeOf(R"({"killAllSessionsByPattern": [], "$db": "admin"})") == 0);
  // To act as others is more.
  CHECK(eve.CodeOf(R"({"killAllSessionsByPattern": [{"users": []}],
                       "$db": "admin"})") == 13);
}

TEST_CASE("what runs in a session that is killed ends") {
  TestService service;
  TestPeer runs(service);
  TestPeer kills(service);
  const std::string command = testing::MsgRequest(Document{{"ping", 1}});
  const OperationSlot::Running running(
      runs.peer->operation, {.id = 1,
                             .started = std::chrono::steady_clock::now(),
                             .command = SharedBytes::CopyOf(command),
                             .database = "app",
                             .session = "0123456789abcdef"});
  CHECK_FALSE(running.interruption().is_killed());
  REQUIRE(kills.CodeOf(R"({"killAllSessions": [], "$db": "admin"})") == 0);
  CHECK(running.interruption().is_killed());
}

}  // namespace meerkat::server
