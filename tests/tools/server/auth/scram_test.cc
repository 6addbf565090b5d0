#include "tools/server/auth/scram.h"

#include <meerkat/status.h>

#include <optional>
#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/support/client_testing.h"
#include "tests/support/fake_random.h"
#include "tests/support/scram_client.h"
#include "tools/server/auth/base64.h"
#include "tools/server/auth/digest.h"
#include "tools/server/auth/password.h"

namespace meerkat::server::auth {
namespace {

using meerkat::testing::ClientFinalFor;
using meerkat::testing::CodeOf;
using meerkat::testing::PartOf;
using meerkat::testing::ScramTexts;

constexpr auto kSha1 = Mechanism::kScramSha1;
constexpr auto kSha256 = Mechanism::kScramSha256;

// One user, "user" of the database "admin".
CredentialSource SourceOf(const Credentials& credentials) {
  return {[credentials](const UserName& name, Mechanism mechanism)
              -> StatusOr<std::optional<Credentials>> {
            if (name != UserName{"user", "admin"} ||
                mechanism != credentials.mechanism) {
              return std::nullopt;
            }
            return credentials;
          },
          "secret of the process"};
}

std::string Decode(std::string_view text) {
  std::string bytes;
  REQUIRE(DecodeBase64(text, bytes));
  return bytes;
}

// Plays a conversation whose texts are known beforehand.
struct Example {
  Mechanism mechanism;
  std::string prepared_password;
  std::string salt;
  int iterations;
  std::string first;
  std::string server_nonce;
  std::string challenge;
  std::string last;
  std::string signature;
};

void Play(const Example& example) {
  const auto credentials =
      DeriveCredentials(example.mechanism, example.prepared_password,
                        Decode(example.salt), example.iterations);
  REQUIRE(credentials.ok());
  auto login =
      ScramConversation::Start(example.mechanism, "admin", example.first,
                               example.server_nonce, SourceOf(*credentials));
  REQUIRE(login.ok());
  CHECK(login->user() == UserName{"user", "admin"});
  CHECK(login->challenge() == example.challenge);
  const auto signature = login->Continue(example.last);
  REQUIRE(signature.ok());
  CHECK(*signature == example.signature);
}

// A login of "user" with the password "pencil", begun.
struct Attempt {
  explicit Attempt(std::string_view first = "n,,n=user,r=client",
                   std::string_view nonce = "server")
      : source(SourceOf(*DeriveCredentials(kSha256, "pencil", "salt", 2))),
        login(
            *ScramConversation::Start(kSha256, "admin", first, nonce, source)),
        texts{"n,,", std::string(first.substr(3)), login.challenge()} {}

  ErrorCode Try(std::string_view last) { return CodeOf(login.Continue(last)); }
  std::string Honest() const {
    return ClientFinalFor(kSha256, "pencil", texts);
  }

  CredentialSource source;
  ScramConversation login;
  ScramTexts texts;
};

ErrorCode StartCode(std::string_view first) {
  return CodeOf(ScramConversation::Start(
      kSha256, "admin", first, "server",
      SourceOf(*DeriveCredentials(kSha256, "pencil", "salt", 2))));
}

}  // namespace

TEST_CASE("the example of RFC 7677 is answered as there") {
  if (!HasCryptography()) return;
  Play({kSha256, "pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096,
        "n,,n=user,r=rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="});
}

TEST_CASE("the example of RFC 5802 is answered as there") {
  if (!HasCryptography()) return;
  Play({kSha1, "pencil", "QSXCR+Q6sek8bf92", 4096,
        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
        "s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
        "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="});
}

TEST_CASE(
    "the drivers' example with a digested password is answered as there") {
  if (!HasCryptography()) return;
  const std::string nonce =
      "fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE";
  Play({kSha1, *PreparePassword(kSha1, "user", "pencil"),
        "rQ9ZY3MntBeuP3E1TDVC4w==", 10000,
        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        "Ho+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE",
        "r=" + nonce + ",s=rQ9ZY3MntBeuP3E1TDVC4w==,i=10000",
        "c=biws,r=" + nonce + ",p=MC2T8BvbmWRckDw8oWl5IVghwCY=",
        "v=UMWeI25JD1yNYZRMpZ4VHvhZ9e0="});
}

TEST_CASE("whoever knows the password gets the server's signature") {
  if (!HasCryptography()) return;
  Attempt attempt;
  const auto signature = attempt.login.Continue(attempt.Honest());
  REQUIRE(signature.ok());
  CHECK(*signature ==
        meerkat::testing::ServerFinalFor(kSha256, "pencil", attempt.texts));
}

TEST_CASE("a wrong password, nonce, binding or proof is refused") {
  if (!HasCryptography()) return;
  const auto refused = [](std::string_view last) {
    Attempt attempt;
    CHECK(attempt.Try(last) == ErrorCode::kAuthenticationFailed);
  };
  const std::string honest = Attempt().Honest();
  refused(ClientFinalFor(kSha256, "pencils", Attempt().texts));

  // The proof signs all that stands before it.
  const std::string proof = honest.substr(honest.find(",p="));
  refused("c=biws,r=clientservfr" + proof);
  refused("c=biws,r=client" + proof);
  refused("c=biws,r=server" + proof);
  refused("c=eSws,r=clientserver" + proof);
  refused("c=,r=clientserver" + proof);
  refused("c=biws,r=clientserver,x=y" + proof);
  // As long as another mechanism's, empty, all zeros.
  refused("c=biws,r=clientserver,p=" + EncodeBase64(std::string(20, 'p')));
  refused("c=biws,r=clientserver,p=");
  refused("c=biws,r=clientserver,p=" + EncodeBase64(std::string(32, '\0')));
}

TEST_CASE("a recorded login opens nothing in another conversation") {
  if (!HasCryptography()) return;
  const std::string recorded = Attempt().Honest();
  Attempt other("n,,n=user,r=client", "another");
  CHECK(other.Try(recorded) == ErrorCode::kAuthenticationFailed);
  // Nor with the nonces put in.
  Attempt third("n,,n=user,r=client", "another");
  CHECK(third.Try("c=biws,r=clientanother" +
                  recorded.substr(recorded.find(",p="))) ==
        ErrorCode::kAuthenticationFailed);
  // The same nonces once more, in one conversation.
  Attempt same;
  CHECK(same.login.Continue(recorded).ok());
  CHECK(same.Try(recorded) == ErrorCode::kProtocolError);
}

TEST_CASE("a conversation ends with its first mistake") {
  if (!HasCryptography()) return;
  Attempt attempt;
  CHECK(attempt.Try("nonsense") == ErrorCode::kBadValue);
  CHECK(attempt.Try(attempt.Honest()) == ErrorCode::kProtocolError);
}

TEST_CASE("an unknown user is asked like any other, and refused at the end") {
  if (!HasCryptography()) return;
  for (Mechanism mechanism : kMechanisms) {
    const auto real = DeriveCredentials(mechanism, "pencil",
                                        std::string(SaltSize(mechanism), 's'),
                                        DefaultIterations(mechanism));
    const CredentialSource source = SourceOf(*real);
    const auto challenge = [&](std::string_view user) {
      return ScramConversation::Start(mechanism, "admin",
                                      "n,,n=" + std::string(user) + ",r=c", "s",
                                      source)
          ->challenge();
    };
    const std::string known = challenge("user");
    const std::string unknown = challenge("nobody");
    CHECK(unknown.size() == known.size());
    CHECK(PartOf(unknown, 'i') == PartOf(known, 'i'));
    CHECK(Decode(PartOf(unknown, 's')).size() == SaltSize(mechanism));
    // The same each time, others for others, and for another server.
    CHECK(challenge("nobody") == unknown);
    CHECK(PartOf(challenge("nobodi"), 's') != PartOf(unknown, 's'));
    CredentialSource elsewhere = source;
    elsewhere.secret = "another secret";
    CHECK(ScramConversation::Start(mechanism, "admin", "n,,n=nobody,r=c", "s",
                                   elsewhere)
              ->challenge() != unknown);

    auto login = ScramConversation::Start(mechanism, "admin", "n,,n=nobody,r=c",
                                          "s", source);
    const ScramTexts texts{"n,,", "n=nobody,r=c", login->challenge()};
    CHECK(CodeOf(login->Continue(ClientFinalFor(mechanism, "pencil", texts))) ==
          ErrorCode::kAuthenticationFailed);
  }
}

TEST_CASE("a user of another database or mechanism is unknown") {
  if (!HasCryptography()) return;
  const CredentialSource source =
      SourceOf(*DeriveCredentials(kSha256, "pencil", "salt", 2));
  auto elsewhere = ScramConversation::Start(
      kSha256, "app", "n,,n=user,r=client", "server", source);
  const ScramTexts texts{"n,,", "n=user,r=client", elsewhere->challenge()};
  CHECK(CodeOf(elsewhere->Continue(ClientFinalFor(kSha256, "pencil", texts))) ==
        ErrorCode::kAuthenticationFailed);
  const auto weaker = ScramConversation::Start(
      kSha1, "admin", "n,,n=user,r=client", "server", source);
  CHECK(PartOf(weaker->challenge(), 'i') == "10000");
}

TEST_CASE("nobody logs in to a database that cannot be") {
  if (!HasCryptography()) return;
  const CredentialSource source =
      SourceOf(*DeriveCredentials(kSha256, "pencil", "salt", 2));
  for (const std::string& database : {std::string(), std::string(64, 'd')}) {
    CHECK(CodeOf(ScramConversation::Start(kSha256, database, "n,,n=user,r=c",
                                          "s", source)) ==
          ErrorCode::kBadValue);
  }
}

TEST_CASE("a source that fails is no unknown user") {
  if (!HasCryptography()) return;
  const CredentialSource broken{
      [](const UserName&, Mechanism) -> StatusOr<std::optional<Credentials>> {
        return MakeError(ErrorCode::kOperationFailed, "the disk is gone");
      },
      "secret"};
  CHECK(CodeOf(ScramConversation::Start(kSha256, "admin", "n,,n=user,r=c", "s",
                                        broken)) ==
        ErrorCode::kOperationFailed);
}

TEST_CASE("first messages are taken in each spelling that the RFC allows") {
  if (!HasCryptography()) return;
  for (const char* first :
       {"n,,n=user,r=client", "y,,n=user,r=client", "n,a=user,n=user,r=client",
        "n,,n=user,r=client,x=y,z==", "n,,n=user,r=!~+/="}) {
    CHECK(StartCode(first) == ErrorCode::kOk);
  }
  const auto escaped = ParseClientFirst("y,a=a=2Cb=3D,n=a=2Cb=3D,r=c");
  REQUIRE(escaped.ok());
  CHECK(escaped->user == "a,b=");
  CHECK(escaped->header == "y,a=a=2Cb=3D,");
  CHECK(escaped->bare == "n=a=2Cb=3D,r=c");
  CHECK(escaped->nonce == "c");
}

TEST_CASE("malformed first messages are refused") {
  if (!HasCryptography()) return;
  for (const std::string& first : {
           std::string(),
           std::string("n"),
           std::string("n,,"),
           std::string("n,,n=user"),
           std::string("n=user,r=client"),
           std::string("p=tls-unique,,n=user,r=client"),
           std::string("p=,,n=user,r=client"),
           std::string("x,,n=user,r=c"),
           std::string(",,n=user,r=client"),
           std::string("nn,,n=user,r=c"),
           std::string("n,,m=ext,n=user,r=client"),
           std::string("n,a=root,n=user,r=client"),
           std::string("n,a=,n=user,r=client"),
           std::string("n,user,n=user,r=client"),
           std::string("n,,n=,r=c"),
           std::string("n,,n=us=2cer,r=c"),
           std::string("n,,n=us=er,r=c"),
           std::string("n,,n=user=,r=c"),
           std::string("n,,n=user=2,r=c"),
           std::string("n,,n=us\0er,r=c", 14),
           std::string("n,,n=user,r="),
           std::string("n,,n=user,r=cli ent"),
           std::string("n,,n=user,r=cli\xc3\xa9nt"),
           std::string("n,,n=user,r=c\0d", 15),
           std::string("n,,r=c,n=user"),
           std::string("n,,n=user,r=client,"),
           std::string("n,,n=user,r=client,xx"),
           std::string("n,,n=user,r=client,m=ext"),
           std::string("n,,n=user,r=client,1=2"),
           "n,,n=user,r=" + std::string(kMaxPayload, 'c'),
       }) {
    INFO(first);
    CHECK(StartCode(first) == ErrorCode::kBadValue);
  }
}

TEST_CASE("malformed last messages are refused") {
  if (!HasCryptography()) return;
  for (const std::string& last :
       {std::string(), std::string(","), std::string("c=biws"),
        std::string("c=biws,r=clientserver"),
        std::string("c=biws,p=AAAA,r=clientserver"),
        std::string("r=clientserver,c=biws,p=AAAA"),
        std::string("c=biws,r=clientserver,q,p=AAAA"),
        std::string("c=biws,r=clientserver,p=AAAA,x=y"),
        std::string("c=biws,r=clientserver,p=AAA"),
        std::string("c=biws,r=clientserver,p=AA AA"),
        std::string("c=biws,r=clientserver,p=AAAA=", 29),
        std::string("c=biws,r=,p=AAAA"),
        std::string("c=biws,r=client\0server,p=AAAA", 29),
        "c=biws,r=clientserver,p=" + std::string(kMaxPayload, 'A')}) {
    INFO(last);
    Attempt attempt;
    CHECK(attempt.Try(last) == ErrorCode::kBadValue);
  }
}

TEST_CASE("reasons for the log quote nothing of the payload") {
  if (!HasCryptography()) return;
  Attempt attempt;
  const Status refused =
      attempt.login.Continue("c=hunter2,r=hunter2,p=hunter2").status();
  CHECK(ErrorMessageOf(refused).find("hunter2") == std::string::npos);
}

TEST_CASE("a nonce has 24 random bytes and no comma") {
  meerkat::testing::FakeRandom random;
  const std::string nonce = MakeNonce(random);
  CHECK(Decode(nonce).size() == 24);
  CHECK(MakeNonce(random) != nonce);
}

}  // namespace meerkat::server::auth
