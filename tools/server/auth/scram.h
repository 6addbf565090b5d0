// The server's side of one SCRAM conversation (RFC 5802, RFC 7677).
//
//   StatusOr<ScramConversation> login =
//       ScramConversation::Start(mechanism, "admin", payload, nonce, source);
//   send(login->challenge());
//   StatusOr<std::string> signature = login->Continue(next_payload);
//   send(*signature);
//
// Whether a user exists cannot be told from it: for one that does not, or has
// no credentials for the mechanism, it goes on with made-up ones, the same each
// time, and says no at the end as to a wrong password. The work is the same:
// made-up credentials are computed for everybody.
//
// Reasons of failures (a Status of Start and Continue) are for the server's
// log. The client is told one and the same for all of them: see sasl.h.
#pragma once

#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tools/server/auth/credentials.h"
#include "tools/server/auth/mechanism.h"
#include "tools/server/auth/scram_message.h"
#include "tools/server/auth/user_name.h"

namespace meerkat::server::auth {

// Where credentials come from; one for the whole server. Immutable, so any
// thread may use it as long as `find` can be called from any.
struct CredentialSource {
  // Nothing for an unknown user, or one that may not use the mechanism.
  std::function<StatusOr<std::optional<Credentials>>(const UserName&,
                                                     Mechanism)>
      find;
  // Makes up what an unknown user is answered: 32 random bytes, told to nobody
  // (login_secret.h).
  std::string secret;
};

// A nonce of the server: 24 bytes of `random` in base64. What makes a recorded
// login worthless, so `random` is SecureRandom() but in tests.
std::string MakeNonce(RandomSource& random);

// Used by one thread at a time.
class ScramConversation {
 public:
  // Reads the client's first message. `server_nonce` is printable ASCII
  // without a comma. Errors: 2 BadValue for a name that no database has, those
  // of ParseClientFirst, `source.find` and digest.h.
  static StatusOr<ScramConversation> Start(Mechanism mechanism,
                                           std::string_view database,
                                           std::string_view payload,
                                           std::string_view server_nonce,
                                           const CredentialSource& source);

  // "r=nonces,s=salt,i=iterations".
  const std::string& challenge() const { return challenge_; }
  // Who wants to log in.
  const UserName& user() const { return user_; }

  // Reads the client's last message; the answer "v=signature" means that it
  // knows the password. May be called once: afterwards, and after an error, it
  // fails. Errors: 18 AuthenticationFailed, 17 ProtocolError when called again,
  // those of ParseClientFinal and digest.h.
  StatusOr<std::string> Continue(std::string_view payload);

 private:
  ScramConversation() = default;

  Status CheckProof(const ClientFinal& message,
                    std::string_view auth_message) const;

  UserName user_;
  ClientFirst first_;
  Credentials credentials_;
  // Whether the credentials are somebody's.
  bool is_known_ = false;
  std::string nonce_;
  std::string challenge_;
  bool ended_ = false;
};

}  // namespace meerkat::server::auth
