// The client's side of a SCRAM login, for tests of the server's.
//
// RFC 5802, section 3. Shares hashes and base64 with the server and nothing
// else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tools/server/auth/base64.h"
#include "tools/server/auth/digest.h"
#include "tools/server/auth/mechanism.h"

namespace meerkat::testing {

// The value behind "s=" or another letter in a message; empty without one.
inline std::string PartOf(std::string_view message, char letter) {
  const std::string start{',', letter, '='};
  const std::string text = "," + std::string(message);
  const size_t found = text.find(start);
  if (found == std::string::npos) return "";
  const size_t begin = found + start.size();
  return text.substr(begin, text.find(',', begin) - begin);
}

// What both sides sign.
struct ScramTexts {
  // "n,,"
  std::string header;
  // "n=user,r=nonce"
  std::string first_bare;
  std::string challenge;

  std::string without_proof() const {
    return "c=" + server::auth::EncodeBase64(header) +
           ",r=" + PartOf(challenge, 'r');
  }
  std::string signed_text() const {
    return first_bare + "," + challenge + "," + without_proof();
  }
};

inline std::string SaltedPassword(server::auth::Mechanism mechanism,
                                  std::string_view prepared_password,
                                  const ScramTexts& texts) {
  std::string salt;
  server::auth::DecodeBase64(PartOf(texts.challenge, 's'), salt);
  return *server::auth::Pbkdf2(mechanism, prepared_password, salt,
                               std::stoi(PartOf(texts.challenge, 'i')));
}

// The client's last message.
inline std::string ClientFinalFor(server::auth::Mechanism mechanism,
                                  std::string_view prepared_password,
                                  const ScramTexts& texts) {
  using server::auth::Hmac;
  const std::string client_key =
      *Hmac(mechanism, SaltedPassword(mechanism, prepared_password, texts),
            "Client Key");
  const std::string stored_key = *server::auth::Hash(mechanism, client_key);
  std::string proof = *Hmac(mechanism, stored_key, texts.signed_text());
  for (size_t i = 0; i < proof.size(); ++i) {
    proof[i] = static_cast<char>(proof[i] ^ client_key[i]);
  }
  return texts.without_proof() + ",p=" + server::auth::EncodeBase64(proof);
}

// What the server must answer to it.
inline std::string ServerFinalFor(server::auth::Mechanism mechanism,
                                  std::string_view prepared_password,
                                  const ScramTexts& texts) {
  using server::auth::Hmac;
  const std::string server_key =
      *Hmac(mechanism, SaltedPassword(mechanism, prepared_password, texts),
            "Server Key");
  return "v=" + server::auth::EncodeBase64(
                    *Hmac(mechanism, server_key, texts.signed_text()));
}

}  // namespace meerkat::testing
