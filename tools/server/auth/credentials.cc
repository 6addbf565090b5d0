#include "tools/server/auth/credentials.h"

#include <fmt/format.h>
#include <meerkat/value.h>

#include <utility>

#include "tools/server/auth/base64.h"
#include "tools/server/auth/digest.h"
#include "tools/server/auth/password.h"

namespace meerkat::server::auth {
namespace {

constexpr size_t kMaxSalt = 64;

Status Bad(Mechanism mechanism, std::string_view field) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("credentials.{}.{} is not valid",
                               MechanismName(mechanism), field));
}

StatusOr<std::string> ReadBytes(Mechanism mechanism, DocumentView document,
                                std::string_view field, size_t least,
                                size_t most) {
  const Element text = document[field];
  std::string bytes;
  if (text.type() != Type::kString || !DecodeBase64(text.AsString(), bytes) ||
      bytes.size() < least || bytes.size() > most) {
    return Bad(mechanism, field);
  }
  return bytes;
}

}  // namespace

StatusOr<Credentials> MakeCredentials(Mechanism mechanism,
                                      std::string_view user,
                                      std::string_view password,
                                      RandomSource& random) {
  const StatusOr<std::string> prepared =
      PreparePassword(mechanism, user, password);
  if (!prepared.ok()) return prepared.status();
  return DeriveCredentials(mechanism, *prepared,
                           RandomBytes(random, SaltSize(mechanism)),
                           DefaultIterations(mechanism));
}

StatusOr<Credentials> DeriveCredentials(Mechanism mechanism,
                                        std::string_view prepared_password,
                                        std::string_view salt, int iterations) {
  const StatusOr<std::string> salted =
      Pbkdf2(mechanism, prepared_password, salt, iterations);
  if (!salted.ok()) return salted.status();
  const StatusOr<std::string> client_key =
      Hmac(mechanism, *salted, "Client Key");
  if (!client_key.ok()) return client_key.status();
  StatusOr<std::string> stored_key = Hash(mechanism, *client_key);
  if (!stored_key.ok()) return stored_key.status();
  StatusOr<std::string> server_key = Hmac(mechanism, *salted, "Server Key");
  if (!server_key.ok()) return server_key.status();
  return Credentials{mechanism, iterations, std::string(salt),
                     *std::move(stored_key), *std::move(server_key)};
}

Document ToDocument(const Credentials& credentials) {
  return Document{{"iterationCount", credentials.iterations},
                  {"salt", EncodeBase64(credentials.salt)},
                  {"storedKey", EncodeBase64(credentials.stored_key)},
                  {"serverKey", EncodeBase64(credentials.server_key)}};
}

StatusOr<Credentials> ReadCredentials(Mechanism mechanism,
                                      DocumentView document) {
  const size_t size = HashSize(mechanism);
  const Element iterations = document["iterationCount"];
  if (iterations.type() != Type::kInt32 || iterations.AsInt32() < 1) {
    return Bad(mechanism, "iterationCount");
  }
  StatusOr<std::string> salt =
      ReadBytes(mechanism, document, "salt", 1, kMaxSalt);
  if (!salt.ok()) return salt.status();
  StatusOr<std::string> stored_key =
      ReadBytes(mechanism, document, "storedKey", size, size);
  if (!stored_key.ok()) return stored_key.status();
  StatusOr<std::string> server_key =
      ReadBytes(mechanism, document, "serverKey", size, size);
  if (!server_key.ok()) return server_key.status();
  return Credentials{mechanism, iterations.AsInt32(), *std::move(salt),
                     *std::move(stored_key), *std::move(server_key)};
}

}  // namespace meerkat::server::auth
