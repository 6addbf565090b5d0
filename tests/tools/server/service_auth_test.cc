// Logins and roles as a client meets them.
#include <meerkat/json.h>

#include <chrono>
#include <string>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/service_testing.h"
#include "tools/server/fields.h"
#include "tools/server/service.h"

namespace meerkat::server {
namespace {

using testing::TestPeer;
using testing::TestService;

constexpr std::string_view kCreateRoot =
    R"({"createUser": "root", "pwd": "rootpw", "roles": ["root"],
        "$db": "admin"})";

// A server with the users root (admin) and ada (app, readWrite).
struct WithUsers : TestService {
  explicit WithUsers(std::chrono::milliseconds failed_login_delay =
                         ServerOptions().failed_login_delay)
      : TestService({.auth = true, .failed_login_delay = failed_login_delay}) {
    TestPeer first(*this);
    REQUIRE(first.CodeOf(kCreateRoot) == 0);
    REQUIRE(first.LogIn("root", "admin", "rootpw")["done"].AsBool());
    REQUIRE(first.CodeOf(R"({"createUser": "ada", "pwd": "adapw",
                             "roles": ["readWrite"], "$db": "app"})") == 0);
  }
};

}  // namespace

TEST_CASE("the first user can be made from this machine only") {
  TestService service({.auth = true});
  CHECK(TestPeer(service, "192.0.2.1:5").CodeOf(kCreateRoot) == 13);
  TestPeer peer(service);
  // It may take its time.
  CHECK_FALSE(peer.peer->must_log_in);
  CHECK(TestPeer(service, "192.0.2.1:5").peer->must_log_in);
  CHECK(peer.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
  CHECK_FALSE(peer.peer->must_log_in);
  CHECK(peer.CodeOf(kCreateRoot) == 0);
  CHECK(peer.peer->must_log_in);
  // That was the first.
  CHECK(peer.CodeOf(R"({"createUser": "other", "pwd": "x", "roles": [],
                        "$db": "admin"})") == 13);
}

TEST_CASE("a first user that the program made itself is the first") {
  TestService service({.auth = true});
  TestPeer stranger(service);
  CHECK_FALSE(stranger.peer->must_log_in);
  REQUIRE(service.state.users
              .Create({"root", "admin"}, {.password = "rootpw", .roles = {}})
              .ok());
  CHECK(stranger.CodeOf(kCreateRoot) == 13);
  CHECK(stranger.peer->must_log_in);
  CHECK(service.state.version_with_users == service.state.users_version);
}

TEST_CASE("when the last user is dropped there can be a first one again") {
  TestService service({.auth = true});
  TestPeer root(service);
  REQUIRE(root.CodeOf(kCreateRoot) == 0);
  REQUIRE(root.LogIn("root", "admin", "rootpw")["done"].AsBool());
  TestPeer stranger(service);
  CHECK(stranger.CodeOf(kCreateRoot) == 13);
  REQUIRE(root.CodeOf(R"({"dropUser": "root", "$db": "admin"})") == 0);
  CHECK(stranger.CodeOf(kCreateRoot) == 0);
}

TEST_CASE("whoever logs in may do what the roles allow") {
  WithUsers service;
  TestPeer ada(service);
  CHECK(ada.peer->must_log_in);
  CHECK(ada.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
  REQUIRE(ada.LogIn("ada", "app", "adapw")["done"].AsBool());
  CHECK_FALSE(ada.peer->must_log_in);
  CHECK(ada.CodeOf(R"({"insert": "c", "documents": [{}], "$db": "app"})") == 0);
  CHECK(ada.CodeOf(R"({"find": "c", "$db": "app"})") == 0);
  CHECK(ada.CodeOf(R"({"find": "c", "$db": "other"})") == 13);
  CHECK(ada.CodeOf(R"({"find": "system.users", "$db": "admin"})") == 13);
  CHECK(ada.CodeOf(R"({"serverStatus": 1, "$db": "admin"})") == 13);
  CHECK(ToJson(ada.Run(R"({"connectionStatus": 1, "$db": "admin"})")) ==
        R"({"authInfo":{"authenticatedUsers":[{"user":"ada","db":"app"}],)"
        R"("authenticatedUserRoles":[{"role":"readWrite","db":"app"}]},)"
        R"("ok":1.0})");
  CHECK(ada.CodeOf(R"({"logout": 1, "$db": "app"})") == 0);
  CHECK(ada.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
}

TEST_CASE("roles that are taken back are gone with the next command") {
  WithUsers service;
  TestPeer ada(service);
  REQUIRE(ada.LogIn("ada", "app", "adapw")["done"].AsBool());
  TestPeer root(service);
  REQUIRE(root.LogIn("root", "admin", "rootpw")["done"].AsBool());
  CHECK(ada.CodeOf(R"({"find": "c", "$db": "app"})") == 0);
  REQUIRE(root.CodeOf(R"({"revokeRolesFromUser": "ada", "roles": ["readWrite"],
                          "$db": "app"})") == 0);
  CHECK(ada.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
  REQUIRE(root.CodeOf(R"({"dropUser": "ada", "$db": "app"})") == 0);
  CHECK(ada.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
  CHECK_FALSE(ada.LogIn("ada", "app", "adapw")["done"].exists());
}

TEST_CASE("usersInfo shows users that a filter finds") {
  WithUsers service;
  TestPeer root(service);
  REQUIRE(root.LogIn("root", "admin", "rootpw")["done"].AsBool());
  const auto found = [&root](const std::string& fields) {
    std::string names;
    const Document reply = root.Run(R"({"usersInfo": {"forAllDBs": true}, )" +
                                    fields + R"(, "$db": "admin"})");
    REQUIRE(reply["users"].exists());
    for (const Element& user : reply["users"].AsDocument()) {
      names += user.AsDocument()["_id"].AsString();
      names += ' ';
    }
    return names;
  };
  CHECK(found(R"("filter": {})") == "admin.root app.ada ");
  CHECK(found(R"("filter": {"roles.role": "readWrite"})") == "app.ada ");
  CHECK(found(R"("filter": {"db": {"$ne": "app"}})") == "admin.root ");
  // What is not shown is not found either.
  constexpr std::string_view kByCredentials =
      R"("filter": {"credentials": {"$exists": true}})";
  CHECK(found(std::string(kByCredentials)).empty());
  CHECK(found(std::string(kByCredentials) + R"(, "showCredentials": true)") ==
        "admin.root app.ada ");
  CHECK(root.CodeOf(R"({"usersInfo": 1, "filter": 1, "$db": "admin"})") == 14);
  CHECK(root.CodeOf(R"({"usersInfo": 1, "filter": {"$x": 1},
                        "$db": "admin"})") == 2);
}

TEST_CASE("listDatabases shows what the user has a role for") {
  WithUsers service;
  TestPeer root(service);
  REQUIRE(root.LogIn("root", "admin", "rootpw")["done"].AsBool());
  for (const std::string db : {"app", "other"}) {
    REQUIRE(root.CodeOf(R"({"insert": "c", "documents": [{}], "$db": ")" + db +
                        "\"}") == 0);
  }
  constexpr std::string_view kList =
      R"({"listDatabases": 1, "nameOnly": true, "$db": "admin"})";
  CHECK(ToJson(root.Run(kList)["databases"]) ==
        R"([{"name":"admin"},{"name":"app"},{"name":"other"}])");
  TestPeer ada(service);
  REQUIRE(ada.LogIn("ada", "app", "adapw")["done"].AsBool());
  CHECK(ToJson(ada.Run(kList)["databases"]) == R"([{"name":"app"}])");
  CHECK_FALSE(ada.Run(kList)["totalSize"].exists());
  constexpr std::string_view kSizes = R"({"listDatabases": 1, "$db": "admin"})";
  CHECK(NumberIn(ada.Run(kSizes), "totalSize") <=
        NumberIn(root.Run(kSizes), "totalSize"));
  CHECK(ada.Run(kSizes)["totalSizeMb"].exists());
}

TEST_CASE("a wrong password is answered late, and as an unknown user is") {
  WithUsers service;
  TestPeer peer(service);
  const Document wrong = peer.LogIn("ada", "app", "wrong");
  const Document unknown = peer.LogIn("bob", "app", "wrong");
  CHECK(ToJson(wrong) ==
        R"({"ok":0.0,"errmsg":"Authentication failed.","code":18,)"
        R"("codeName":"AuthenticationFailed"})");
  CHECK(ToJson(unknown) == ToJson(wrong));
  CHECK(service.state.metrics.failed_logins.value() == 2);
  CHECK(peer.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
  const Answer garbage = peer.Ask(
      testing::MsgRequest(Document{{"saslStart", 1},
                                   {"mechanism", "SCRAM-SHA-256"},
                                   {"payload", Value::Binary(0, "nonsense")},
                                   {"$db", "app"}}));
  REQUIRE(garbage.hold.has_value());
  CHECK(*garbage.hold == service.state.options.failed_login_delay);
}

TEST_CASE("5,000 wrong logins let nobody in, and stop nobody") {
  WithUsers service(std::chrono::milliseconds(0));
  TestPeer peer(service);
  constexpr int kLogins = 5000 * MEERKAT_TEST_EFFORT / 100;
  for (int i = 0; i < kLogins; ++i) {
    const Document reply =
        peer.LogIn("ada", "app", "guess" + std::to_string(i));
    REQUIRE(reply["code"].AsInt32() == 18);
  }
  CHECK(service.state.metrics.failed_logins.value() == kLogins);
  TestPeer ada(service);
  CHECK(ada.LogIn("ada", "app", "adapw")["done"].AsBool());
}

TEST_CASE("many connections guess no faster than one") {
  WithUsers service(std::chrono::hours(1));
  for (int i = 0; i < GuessLimit::kMostOfUser; ++i) {
    TestPeer peer(service, "192.0.2.1:" + std::to_string(i));
    CHECK(peer.LogIn("ada", "app", "wrong")["code"].AsInt32() == 18);
    CHECK(peer.peer->failed_logins == 1);
  }
  // From there nobody is listened to any more, whatever he says, ...
  TestPeer next(service, "192.0.2.1:99");
  CHECK(next.LogIn("ada", "app", "adapw")["code"].AsInt32() == 18);
  CHECK(next.peer->failed_logins >= GuessLimit::kMostOfConnection);
  CHECK(next.peer->sasl.failure().message() ==
        "too many logins have failed of late");
  // ... but as another user, or from elsewhere.
  TestPeer root(service, "192.0.2.1:100");
  CHECK(root.LogIn("root", "admin", "rootpw")["done"].AsBool());
  TestPeer ada(service, "192.0.2.2:1");
  CHECK(ada.LogIn("ada", "app", "adapw")["done"].AsBool());
}

TEST_CASE("a login that succeeds counts for nothing") {
  WithUsers service(std::chrono::hours(1));
  for (int i = 0; i < 2 * GuessLimit::kMostOfUser; ++i) {
    TestPeer peer(service);
    REQUIRE(peer.LogIn("ada", "app", "adapw")["done"].AsBool());
  }
}

TEST_CASE("after ten failed logins the answer is the last") {
  WithUsers service(std::chrono::milliseconds(0));
  TestPeer peer(service);
  const auto fails =
      testing::MsgRequest(Document{{"saslStart", 1},
                                   {"mechanism", "SCRAM-SHA-256"},
                                   {"payload", Value::Binary(0, "nonsense")},
                                   {"$db", "app"}});
  for (int i = 1; i <= GuessLimit::kMostOfConnection; ++i) {
    REQUIRE(peer.Ask(fails).hold.has_value());
    const Answer answer = peer.Ask(fails, /*held=*/true);
    CHECK(answer.reply["code"].AsInt32() == 18);
    CHECK(answer.is_last == (i == GuessLimit::kMostOfConnection));
  }
}

TEST_CASE("an unknown user is asked the same after a restart") {
  TestService service({.auth = true});
  const Document start{{"saslStart", 1},
                       {"mechanism", "SCRAM-SHA-256"},
                       {"payload", Value::Binary(0, "n,,n=bob,r=abc")},
                       {"$db", "app"}};
  // The salt behind the nonces.
  const auto salt = [&start](TestService& of) {
    const Document reply = TestPeer(of).Run(start);
    const std::string asked(reply["payload"].AsBinary().bytes);
    return asked.substr(asked.find(",s="));
  };
  const ServerState restarted(service.client, {.auth = true}, {});
  CHECK(restarted.credentials.secret == service.state.credentials.secret);
  TestService other({.auth = true});
  CHECK(salt(service) == salt(service));
  CHECK(salt(service) != salt(other));
}

TEST_CASE("a recorded login is worthless") {
  WithUsers service;
  TestPeer victim(service);
  // What went over the wire once.
  const std::string bare = "n=ada,r=nonce";
  const auto start = Document{{"saslStart", 1},
                              {"mechanism", "SCRAM-SHA-256"},
                              {"payload", Value::Binary(0, "n,," + bare)},
                              {"$db", "app"}};
  const Document challenge = victim.Run(start);
  const testing::ScramTexts texts{
      "n,,", bare, std::string(challenge["payload"].AsBinary().bytes)};
  const Document proof{
      {"saslContinue", 1},
      {"conversationId", 1},
      {"payload",
       Value::Binary(0, testing::ClientFinalFor(auth::Mechanism::kScramSha256,
                                                "adapw", texts))},
      {"$db", "app"}};
  REQUIRE(victim.Run(proof)["ok"].AsDouble() == 1.0);

  TestPeer thief(service);
  REQUIRE(thief.Run(start)["ok"].AsDouble() == 1.0);
  CHECK(thief.Run(proof)["code"].AsInt32() == 18);
  // Nor without a start of its own.
  TestPeer other(service);
  CHECK(other.Run(proof)["ok"].AsDouble() == 0.0);
  CHECK(other.CodeOf(R"({"find": "c", "$db": "app"})") == 13);
}

TEST_CASE("hello says how a user may log in, and begins the login") {
  WithUsers service;
  TestPeer peer(service);
  const Document hello = peer.Run(
      Document{{"hello", 1},
               {"saslSupportedMechs", "app.ada"},
               {"speculativeAuthenticate",
                Document{{"saslStart", 1},
                         {"mechanism", "SCRAM-SHA-256"},
                         {"payload", Value::Binary(0, "n,,n=ada,r=abc")},
                         {"db", "app"}}},
               {"$db", "admin"}});
  CHECK(ToJson(hello["saslSupportedMechs"]) ==
        R"(["SCRAM-SHA-256","SCRAM-SHA-1"])");
  const DocumentView begun = hello["speculativeAuthenticate"].AsDocument();
  CHECK(begun["conversationId"].AsInt32() == 1);
  CHECK_FALSE(begun["done"].AsBool());
}

TEST_CASE("no secret is in a line of the log") {
  std::string lines;
  TestService service(
      {.auth = true,
       .log = [&lines](std::string_view line) { lines += line; },
       .quiet = false,
       .slow = std::chrono::milliseconds(0)});
  TestPeer peer(service);
  REQUIRE(peer.CodeOf(kCreateRoot) == 0);
  REQUIRE(peer.LogIn("root", "admin", "rootpw")["done"].AsBool());
  peer.LogIn("root", "admin", "wrongpw");
  CHECK(lines.find("createUser") != std::string::npos);
  CHECK(lines.find("Successfully authenticated") != std::string::npos);
  CHECK(lines.find("Failed to authenticate") != std::string::npos);
  CHECK(lines.find("rootpw") == std::string::npos);
  CHECK(lines.find("payload\":{") == std::string::npos);
  CHECK(lines.find("storedKey") == std::string::npos);
}

}  // namespace meerkat::server
