// What a server keeps of a password: enough to check a login, and to prove to
// the client that it is the right server, but not to log in with.
//
//   SaltedPassword = PBKDF2(prepared password, salt, iterations)
//   stored_key     = H(HMAC(SaltedPassword, "Client Key"))
//   server_key     = HMAC(SaltedPassword, "Server Key")
//
// RFC 5802, section 3. In a document of system.users:
//
//   credentials: {"SCRAM-SHA-256": {iterationCount: 15000, salt: "base64",
//                                   storedKey: "base64", serverKey: "base64"}}
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <string>
#include <string_view>

#include "tools/server/auth/mechanism.h"

namespace meerkat::server::auth {

// Raw bytes. Whoever has a stored_key and listens to a login of its user can
// log in: these are never logged or shown but by usersInfo's showCredentials.
struct Credentials {
  Mechanism mechanism = Mechanism::kScramSha256;
  int iterations = 0;
  std::string salt;
  std::string stored_key;
  std::string server_key;

  friend bool operator==(const Credentials&, const Credentials&) = default;
};

// Credentials with the mechanism's usual rounds and a fresh salt. Errors: those
// of PreparePassword() and digest.h.
StatusOr<Credentials> MakeCredentials(Mechanism mechanism,
                                      std::string_view user,
                                      std::string_view password,
                                      RandomSource& random);

// The same from a password that is prepared already (password.h).
StatusOr<Credentials> DeriveCredentials(Mechanism mechanism,
                                        std::string_view prepared_password,
                                        std::string_view salt, int iterations);

// The value of "SCRAM-SHA-256" above.
Document ToDocument(const Credentials& credentials);

// Reads it back. Error 2 BadValue for anything that cannot be checked against:
// rounds below 1, a salt or key that is no base64 or of an odd size.
StatusOr<Credentials> ReadCredentials(Mechanism mechanism,
                                      DocumentView document);

}  // namespace meerkat::server::auth
