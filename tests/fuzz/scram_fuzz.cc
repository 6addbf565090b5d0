// Any payloads in any order: nobody logs in without the password, and whoever
// has it does, however the first message was spelled.
//
// Input: steps, each a byte that tells what to do and a payload that ends in a
// zero. '@' in a payload stands for the nonces of the login under way, '#' for
// the header of its first message in base64, as a client would put them there.
#include <meerkat/document.h>
#include <meerkat/value.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/fuzz/check.h"
#include "tests/support/fake_random.h"
#include "tests/support/scram_client.h"
#include "tools/server/auth/credentials.h"
#include "tools/server/auth/sasl.h"
#include "tools/server/auth/scram_message.h"

namespace meerkat::server::auth {
namespace {

constexpr std::string_view kPassword = "pencil";

// The user ada of every database has the password, for both mechanisms.
CredentialSource OneUser() {
  static const Credentials sha1 =
      *DeriveCredentials(Mechanism::kScramSha1, kPassword, "salt", 1);
  static const Credentials sha256 =
      *DeriveCredentials(Mechanism::kScramSha256, kPassword, "salt", 1);
  return {[](const UserName& name,
             Mechanism mechanism) -> StatusOr<std::optional<Credentials>> {
            if (name.name != "ada") return std::nullopt;
            return mechanism == Mechanism::kScramSha1 ? sha1 : sha256;
          },
          "a secret of the process"};
}

void CheckRefusal(const Status& status) {
  const ErrorCode code = ErrorCodeOf(status);
  FUZZ_CHECK(code == ErrorCode::kAuthenticationFailed ||
             code == ErrorCode::kProtocolError ||
             code == ErrorCode::kFailedToParse);
}

// What one connection sends, and what is remembered to fill '@' and '#'.
class Connection {
 public:
  void Step(uint8_t what, std::string_view payload) {
    const std::string filled = Fill(payload);
    const Value value = (what & 4) != 0 ? Value(EncodeBase64(filled))
                                        : Value::Binary(0, filled);
    if ((what & 1) != 0) {
      Start(what, filled, value);
    } else {
      Continue(value);
    }
    FUZZ_CHECK(!sasl_.user().has_value());
  }

 private:
  void Start(uint8_t what, std::string_view payload, const Value& value) {
    const Mechanism mechanism =
        (what & 2) != 0 ? Mechanism::kScramSha1 : Mechanism::kScramSha256;
    const StatusOr<Document> reply = sasl_.Start(
        "admin", Document{{"saslStart", 1},
                          {"mechanism", MechanismName(mechanism)},
                          {"payload", value},
                          {"options",
                           Document{{"skipEmptyExchange", (what & 8) != 0}}}});
    const StatusOr<ClientFirst> first = ParseClientFirst(payload);
    FUZZ_CHECK(reply.ok() == first.ok());
    if (!reply.ok()) return CheckRefusal(reply.status());
    FUZZ_CHECK(first->header + first->bare == payload);
    header_ = first->header;
    const StatusOr<ScramConversation> again = ScramConversation::Start(
        mechanism, "admin", payload, "server", source_);
    FUZZ_CHECK(again.ok());
    CheckHonest(mechanism, *first, *again);
    Remember((*reply)["payload"]);
  }

  void Continue(const Value& value) {
    const StatusOr<Document> reply =
        sasl_.Continue("admin", Document{{"saslContinue", 1},
                                         {"conversationId", 1},
                                         {"payload", value}});
    FUZZ_CHECK(!reply.ok());
    CheckRefusal(reply.status());
  }

  // Whoever knows the password gets in, if there is such a user.
  void CheckHonest(Mechanism mechanism, const ClientFirst& first,
                   ScramConversation conversation) const {
    const meerkat::testing::ScramTexts texts{first.header, first.bare,
                                             conversation.challenge()};
    const StatusOr<std::string> answer = conversation.Continue(
        meerkat::testing::ClientFinalFor(mechanism, kPassword, texts));
    FUZZ_CHECK(answer.ok() == (first.user == "ada"));
    if (!answer.ok()) return;
    FUZZ_CHECK(*answer ==
               meerkat::testing::ServerFinalFor(mechanism, kPassword, texts));
  }

  void Remember(const Element& payload) {
    std::string challenge;
    if (payload.type() == Type::kBinary) {
      challenge = payload.AsBinary().bytes;
    } else {
      FUZZ_CHECK(DecodeBase64(payload.AsString(), challenge));
    }
    nonces_ = meerkat::testing::PartOf(challenge, 'r');
  }

  std::string Fill(std::string_view payload) const {
    std::string filled;
    for (const char c : payload) {
      if (c == '@') {
        filled += nonces_;
      } else if (c == '#') {
        filled += EncodeBase64(header_);
      } else {
        filled += c;
      }
    }
    return filled;
  }

  const CredentialSource source_ = OneUser();
  meerkat::testing::FakeRandom random_;
  Sasl sasl_{source_, random_};
  std::string header_;
  std::string nonces_;
};

void CheckConversation(std::string_view input) {
  Connection connection;
  while (!input.empty()) {
    const auto what = static_cast<uint8_t>(input[0]);
    input.remove_prefix(1);
    const size_t end = std::min(input.find('\0'), input.size());
    connection.Step(what, input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
}

}  // namespace
}  // namespace meerkat::server::auth

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxSize = 8 << 10;
  if (size > kMaxSize || !meerkat::server::auth::HasCryptography()) return 0;
  meerkat::server::auth::CheckConversation(
      {reinterpret_cast<const char*>(data), size});
  return 0;
}
