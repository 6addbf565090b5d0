#include "tools/server/auth/scram.h"

#include <fmt/format.h>

#include <utility>

#include "tools/server/auth/base64.h"
#include "tools/server/auth/digest.h"

namespace meerkat::server::auth {
namespace {

// Bytes: MongoDB manual, "MongoDB Limits and Thresholds".
constexpr size_t kMaxDatabase = 63;

Status Refused(std::string_view why) {
  return MakeError(ErrorCode::kAuthenticationFailed, why);
}

// As many bytes as the mechanism hashes to, which follow from the secret, the
// user and `what`, and look random to whoever does not know the secret.
StatusOr<std::string> MadeUpBytes(Mechanism mechanism, const UserName& user,
                                  std::string_view what,
                                  std::string_view secret) {
  return Hmac(mechanism, secret, fmt::format("{},{}", what, ToId(user)));
}

// Both mechanisms' salts are made from SHA-256, whose hash is longer than any.
StatusOr<Credentials> MakeUpCredentials(Mechanism mechanism,
                                        const UserName& user,
                                        std::string_view secret) {
  StatusOr<std::string> salt =
      MadeUpBytes(Mechanism::kScramSha256, user,
                  fmt::format("salt,{}", MechanismName(mechanism)), secret);
  if (!salt.ok()) return salt.status();
  salt->resize(SaltSize(mechanism));
  StatusOr<std::string> stored_key =
      MadeUpBytes(mechanism, user, "stored key", secret);
  if (!stored_key.ok()) return stored_key.status();
  StatusOr<std::string> server_key =
      MadeUpBytes(mechanism, user, "server key", secret);
  if (!server_key.ok()) return server_key.status();
  return Credentials{mechanism, DefaultIterations(mechanism), *std::move(salt),
                     *std::move(stored_key), *std::move(server_key)};
}

// REQUIRES: equally long.
std::string Xor(std::string a, std::string_view b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] = static_cast<char>(a[i] ^ b[i]);
  return a;
}

}  // namespace

std::string MakeNonce(RandomSource& random) {
  return EncodeBase64(RandomBytes(random, 24));
}

StatusOr<ScramConversation> ScramConversation::Start(
    Mechanism mechanism, std::string_view database, std::string_view payload,
    std::string_view server_nonce, const CredentialSource& source) {
  StatusOr<ClientFirst> first = ParseClientFirst(payload);
  if (!first.ok()) return first.status();
  if (database.empty() || database.size() > kMaxDatabase) {
    return MakeError(ErrorCode::kBadValue, "no database has such a name");
  }

  ScramConversation conversation;
  conversation.user_ = UserName{first->user, std::string(database)};
  StatusOr<Credentials> made_up =
      MakeUpCredentials(mechanism, conversation.user_, source.secret);
  if (!made_up.ok()) return made_up.status();
  StatusOr<std::optional<Credentials>> found =
      source.find(conversation.user_, mechanism);
  if (!found.ok()) return found.status();

  conversation.is_known_ = found->has_value();
  conversation.credentials_ =
      conversation.is_known_ ? **std::move(found) : *std::move(made_up);
  conversation.nonce_ = fmt::format("{}{}", first->nonce, server_nonce);
  conversation.challenge_ =
      fmt::format("r={},s={},i={}", conversation.nonce_,
                  EncodeBase64(conversation.credentials_.salt),
                  conversation.credentials_.iterations);
  conversation.first_ = *std::move(first);
  return conversation;
}

StatusOr<std::string> ScramConversation::Continue(std::string_view payload) {
  if (std::exchange(ended_, true)) {
    return MakeError(ErrorCode::kProtocolError, "this login has ended");
  }
  const StatusOr<ClientFinal> message = ParseClientFinal(payload);
  if (!message.ok()) return message.status();
  const std::string auth_message =
      fmt::format("{},{},{}", first_.bare, challenge_, message->without_proof);
  if (Status proof = CheckProof(*message, auth_message); !proof.ok()) {
    return proof;
  }
  const StatusOr<std::string> signature =
      Hmac(credentials_.mechanism, credentials_.server_key, auth_message);
  if (!signature.ok()) return signature.status();
  return "v=" + EncodeBase64(*signature);
}

// The proof is ClientKey XOR HMAC(StoredKey, auth message), and StoredKey the
// hash of ClientKey. A user that is made up takes the same way to its no.
Status ScramConversation::CheckProof(const ClientFinal& message,
                                     std::string_view auth_message) const {
  if (message.channel_binding != EncodeBase64(first_.header)) {
    return Refused("the channel binding is not that of the first message");
  }
  if (message.nonce != nonce_)
    return Refused("the nonce is not that of this login");
  if (message.proof.size() != HashSize(credentials_.mechanism)) {
    return Refused("the proof has a wrong size");
  }
  const StatusOr<std::string> client_signature =
      Hmac(credentials_.mechanism, credentials_.stored_key, auth_message);
  if (!client_signature.ok()) return client_signature.status();
  const StatusOr<std::string> stored_key =
      Hash(credentials_.mechanism, Xor(message.proof, *client_signature));
  if (!stored_key.ok()) return stored_key.status();
  const bool knows_password =
      AreEqualSecrets(*stored_key, credentials_.stored_key);
  if (!is_known_) {
    return Refused("there is no such user, or not for this mechanism");
  }
  return knows_password ? absl::OkStatus() : Refused("wrong password");
}

}  // namespace meerkat::server::auth
