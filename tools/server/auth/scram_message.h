// The two messages of a SCRAM client, taken apart (RFC 5802, section 7):
//
//   first   n,,n=user,r=clientNonce
//           ^^^ header: no channel binding, no other identity to act as
//   final   c=biws,r=clientNonceServerNonce,p=proof
//             ^^^^ the header again, in base64
//
// Payloads come from anybody. They are read once from front to back, never
// beyond kMaxPayload, and an error is 2 BadValue and quotes none of them.
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace meerkat::server::auth {

// Bytes. A user's name of 1,000 bytes fits, each of them escaped.
inline constexpr size_t kMaxPayload = 4096;

struct ClientFirst {
  // "n,,": with both commas.
  std::string header;
  // What follows the header: part of what both sides sign.
  std::string bare;
  // Unescaped.
  std::string user;
  std::string nonce;
};

struct ClientFinal {
  std::string channel_binding;
  std::string nonce;
  // Raw bytes.
  std::string proof;
  // All that stands before ",p=": the other part that both sides sign.
  std::string without_proof;
};

// Channel binding that is not used ('n', 'y') is taken, one that is demanded
// ('p') refused, as is a mandatory extension (m=) and an identity to act as
// (a=) other than the user's own. Extensions behind the nonce count for
// nothing, as the RFC demands.
StatusOr<ClientFirst> ParseClientFirst(std::string_view payload);
StatusOr<ClientFinal> ParseClientFinal(std::string_view payload);

}  // namespace meerkat::server::auth
