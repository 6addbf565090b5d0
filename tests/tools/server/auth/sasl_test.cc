#include "tools/server/auth/sasl.h"

#include <meerkat/json.h>
#include <meerkat/value.h>

#include <optional>
#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_random.h"
#include "tests/support/scram_client.h"
#include "tools/server/auth/base64.h"
#include "tools/server/auth/digest.h"

namespace meerkat::server::auth {
namespace {

using meerkat::testing::ClientFinalFor;
using meerkat::testing::CodeOf;
using meerkat::testing::FakeRandom;
using meerkat::testing::ScramTexts;

constexpr auto kSha256 = Mechanism::kScramSha256;

// A connection to a server with the user "ada" of "app", password "pencil".
struct Connection {
  StatusOr<Document> Start(std::string_view user = "ada",
                           bool skip_empty_exchange = true) {
    const std::string bare = "n=" + std::string(user) + ",r=client";
    auto reply = sasl.Start(
        "app",
        Document{
            {"saslStart", 1},
            {"mechanism", "SCRAM-SHA-256"},
            {"payload", Value::Binary(0, "n,," + bare)},
            {"options", Document{{"skipEmptyExchange", skip_empty_exchange}}}});
    if (reply.ok()) {
      texts = {"n,,", bare, std::string((*reply)["payload"].AsBinary().bytes)};
    }
    return reply;
  }
  StatusOr<Document> Continue(std::string_view payload,
                              std::string_view database = "app",
                              const Value& id = 1) {
    return sasl.Continue(database,
                         Document{{"saslContinue", 1},
                                  {"conversationId", id},
                                  {"payload", Value::Binary(0, payload)}});
  }
  std::string Final(std::string_view password = "pencil") const {
    return ClientFinalFor(kSha256, password, texts);
  }

  const CredentialSource source{
      [](const UserName& name,
         Mechanism mechanism) -> StatusOr<std::optional<Credentials>> {
        if (name != UserName{"ada", "app"}) return std::nullopt;
        return *DeriveCredentials(mechanism, "pencil", "salt", 2);
      },
      "secret of the process"};
  FakeRandom random;
  Sasl sasl{source, random};
  ScramTexts texts;
};

// What a client learns of a failure.
void CheckFailure(const StatusOr<Document>& reply) {
  CHECK(CodeOf(reply) == ErrorCode::kAuthenticationFailed);
  CHECK(ErrorMessageOf(reply.status()) == "Authentication failed.");
}

}  // namespace

TEST_CASE("a login without the empty exchange takes two commands") {
  if (!HasCryptography()) return;
  Connection c;
  const auto challenge = c.Start();
  REQUIRE(challenge.ok());
  CHECK((*challenge)["conversationId"].AsInt32() == 1);
  CHECK_FALSE((*challenge)["done"].AsBool());
  CHECK_FALSE(c.sasl.user().has_value());

  const auto reply = c.Continue(c.Final());
  REQUIRE(reply.ok());
  CHECK((*reply)["done"].AsBool());
  CHECK((*reply)["payload"].AsBinary().bytes ==
        meerkat::testing::ServerFinalFor(kSha256, "pencil", c.texts));
  CHECK(c.sasl.user() == UserName{"ada", "app"});
  CHECK(c.sasl.failure().ok());
}

TEST_CASE("a login with the empty exchange is none before it") {
  if (!HasCryptography()) return;
  Connection c;
  REQUIRE(c.Start("ada", false).ok());
  const auto proved = c.Continue(c.Final());
  REQUIRE(proved.ok());
  CHECK_FALSE((*proved)["done"].AsBool());
  CHECK_FALSE(c.sasl.user().has_value());
  const auto last = c.Continue("");
  REQUIRE(last.ok());
  CHECK((*last)["done"].AsBool());
  CHECK(c.sasl.user() == UserName{"ada", "app"});

  Connection other;
  REQUIRE(other.Start("ada", false).ok());
  REQUIRE(other.Continue(other.Final()).ok());
  CheckFailure(other.Continue("more"));
  CHECK_FALSE(other.sasl.user().has_value());
}

TEST_CASE("all failures look the same to the client, and have reasons") {
  if (!HasCryptography()) return;
  Connection c;
  REQUIRE(c.Start().ok());
  CheckFailure(c.Continue(c.Final("wrong")));
  CHECK(CodeOf(c.sasl.failure()) == ErrorCode::kAuthenticationFailed);
  CHECK(c.sasl.candidate() == UserName{"ada", "app"});
  const std::string reason = ErrorMessageOf(c.sasl.failure());

  REQUIRE(c.Start("eve").ok());
  CheckFailure(c.Continue(c.Final()));
  CHECK(c.sasl.candidate() == UserName{"eve", "app"});
  CHECK(ErrorMessageOf(c.sasl.failure()) != reason);

  CheckFailure(c.Start("a=20da"));
  CHECK(CodeOf(c.sasl.failure()) == ErrorCode::kBadValue);
  CHECK_FALSE(c.sasl.candidate().has_value());
  REQUIRE(c.Start().ok());
  CheckFailure(c.Continue("nonsense"));
  CHECK_FALSE(c.sasl.user().has_value());
}

TEST_CASE("a login that failed cannot be gone on with") {
  if (!HasCryptography()) return;
  Connection c;
  CHECK(CodeOf(c.Continue("")) == ErrorCode::kProtocolError);
  REQUIRE(c.Start().ok());
  CheckFailure(c.Continue("nonsense"));
  CHECK(CodeOf(c.Continue(c.Final())) == ErrorCode::kProtocolError);
  REQUIRE(c.Start().ok());
  REQUIRE(c.Continue(c.Final()).ok());
  CHECK(CodeOf(c.Continue("")) == ErrorCode::kProtocolError);
}

TEST_CASE("a login goes on under its number and in its database") {
  if (!HasCryptography()) return;
  Connection c;
  for (const Value& id : {Value(), Value(2), Value("1"), Value(1.5)}) {
    REQUIRE(c.Start().ok());
    CHECK(CodeOf(c.Continue(c.Final(), "app", id)) ==
          ErrorCode::kProtocolError);
    CHECK(CodeOf(c.Continue(c.Final())) == ErrorCode::kProtocolError);
  }
  REQUIRE(c.Start().ok());
  CHECK(CodeOf(c.Continue(c.Final(), "admin")) == ErrorCode::kProtocolError);
  for (const Value& id : {Value(1LL), Value(1.0)}) {
    REQUIRE(c.Start().ok());
    CHECK(c.Continue(c.Final(), "app", id).ok());
  }
}

TEST_CASE("nonces of the server differ from login to login") {
  if (!HasCryptography()) return;
  Connection c;
  REQUIRE(c.Start().ok());
  const std::string first = c.texts.challenge;
  const std::string recorded = c.Final();
  REQUIRE(c.Start().ok());
  CHECK(c.texts.challenge != first);
  CheckFailure(c.Continue(recorded));
}

TEST_CASE(
    "a second login changes the user when it succeeds, and logout ends it") {
  if (!HasCryptography()) return;
  Connection c;
  REQUIRE(c.Start().ok());
  REQUIRE(c.Continue(c.Final()).ok());
  REQUIRE(c.Start("eve").ok());
  CHECK(c.sasl.user() == UserName{"ada", "app"});
  CheckFailure(c.Continue(c.Final()));
  CHECK(c.sasl.user() == UserName{"ada", "app"});
  REQUIRE(c.Start().ok());
  c.sasl.Logout();
  CHECK_FALSE(c.sasl.user().has_value());
  CHECK(CodeOf(c.Continue(c.Final())) == ErrorCode::kProtocolError);
}

TEST_CASE("five thousand wrong logins open nothing") {
  if (!HasCryptography()) return;
  Connection c;
  for (int i = 0; i < 5000; ++i) {
    REQUIRE(c.Start(i % 2 == 0 ? "ada" : "eve").ok());
    const std::string proof = EncodeBase64(RandomBytes(c.random, 32));
    const auto reply = c.Continue(c.texts.without_proof() + ",p=" + proof);
    REQUIRE(CodeOf(reply) == ErrorCode::kAuthenticationFailed);
    REQUIRE_FALSE(c.sasl.user().has_value());
  }
  REQUIRE(c.Start().ok());
  CHECK(c.Continue(c.Final()).ok());
}

TEST_CASE("payloads may be text in base64, and are answered so") {
  if (!HasCryptography()) return;
  Connection c;
  const auto reply = c.sasl.Start(
      "app", Document{{"saslStart", 1},
                      {"mechanism", "SCRAM-SHA-1"},
                      {"payload", EncodeBase64("n,,n=ada,r=client")}});
  REQUIRE(reply.ok());
  std::string challenge;
  REQUIRE(DecodeBase64((*reply)["payload"].AsString(), challenge));
  CHECK(challenge.starts_with("r=client"));
}

TEST_CASE("commands that are not well formed are refused by their field") {
  Connection c;
  const auto code = [&c](const char* command) {
    return CodeOf(c.sasl.Start("app", *ParseJson(command)));
  };
  CHECK(code(R"({"saslStart": 1, "payload": ""})") ==
        ErrorCode::kMissingCommandField);
  CHECK(code(R"({"saslStart": 1, "mechanism": 1, "payload": ""})") ==
        ErrorCode::kTypeMismatch);
  CHECK(code(R"({"saslStart": 1, "mechanism": "PLAIN", "payload": ""})") ==
        ErrorCode::kMechanismUnavailable);
  CHECK(code(R"({"saslStart": 1, "mechanism": "SCRAM-SHA-1"})") ==
        ErrorCode::kMissingCommandField);
  CHECK(code(R"({"saslStart": 1, "mechanism": "SCRAM-SHA-1", "payload": 1})") ==
        ErrorCode::kTypeMismatch);
  CHECK(code(R"({"saslStart": 1, "mechanism": "SCRAM-SHA-1",
                 "payload": "n,,"})") == ErrorCode::kFailedToParse);
  CHECK(code(R"({"saslStart": 1, "mechanism": "SCRAM-SHA-1", "payload": "",
                 "options": 1})") == ErrorCode::kTypeMismatch);
  CHECK(code(R"({"saslStart": 1, "mechanism": "SCRAM-SHA-1", "payload": "",
                 "options": {"skipEmptyExchange": "yes"}})") ==
        ErrorCode::kTypeMismatch);
}

TEST_CASE("payloads of any size are refused alike") {
  if (!HasCryptography()) return;
  Connection c;
  CheckFailure(c.Start(std::string(1 << 20, 'a')));
  const auto text =
      c.sasl.Start("app", Document{{"saslStart", 1},
                                   {"mechanism", "SCRAM-SHA-1"},
                                   {"payload", std::string(1 << 20, 'A')}});
  CHECK(CodeOf(text) == ErrorCode::kFailedToParse);
}

TEST_CASE("a hello begins a login, or says nothing of it") {
  if (!HasCryptography()) return;
  Connection c;
  const auto with_db = [](const Value& db, const Value& mechanism) {
    return Document{{"saslStart", 1},
                    {"mechanism", mechanism},
                    {"payload", Value::Binary(0, "n,,n=ada,r=client")},
                    {"options", Document{{"skipEmptyExchange", true}}},
                    {"db", db}};
  };
  CHECK_FALSE(
      c.sasl.StartSpeculatively(with_db(Value(), "SCRAM-SHA-256")).has_value());
  CHECK_FALSE(
      c.sasl.StartSpeculatively(with_db(1, "SCRAM-SHA-256")).has_value());
  CHECK_FALSE(
      c.sasl.StartSpeculatively(with_db("app", "MONGODB-X509")).has_value());
  const auto reply = c.sasl.StartSpeculatively(with_db("app", "SCRAM-SHA-256"));
  REQUIRE(reply.has_value());
  c.texts = {"n,,", "n=ada,r=client",
             std::string((*reply)["payload"].AsBinary().bytes)};
  REQUIRE(c.Continue(c.Final()).ok());
  CHECK(c.sasl.user() == UserName{"ada", "app"});
}

TEST_CASE("a build without OpenSSL says so to who wants to log in") {
  if (HasCryptography()) return;
  Connection c;
  const auto reply = c.Start();
  CHECK(CodeOf(reply) == ErrorCode::kMechanismUnavailable);
  CHECK_THAT(ErrorMessageOf(reply.status()),
             Catch::Matchers::ContainsSubstring("OpenSSL"));
}

}  // namespace meerkat::server::auth
