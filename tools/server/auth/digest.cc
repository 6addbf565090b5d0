#include "tools/server/auth/digest.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

#ifdef MEERKAT_HAS_OPENSSL
#include <absl/strings/escaping.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>
#endif

namespace meerkat::server::auth {

std::string RandomBytes(RandomSource& random, size_t count) {
  std::string bytes(count, '\0');
  for (size_t at = 0; at < count; at += sizeof(uint64_t)) {
    const uint64_t word = random.Next();
    std::memcpy(bytes.data() + at, &word,
                std::min(sizeof(word), bytes.size() - at));
  }
  return bytes;
}

#ifdef MEERKAT_HAS_OPENSSL

namespace {

const EVP_MD* HashOf(Mechanism mechanism) {
  return mechanism == Mechanism::kScramSha256 ? EVP_sha256() : EVP_sha1();
}

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* BytesOf(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// OpenSSL takes sizes as int.
bool FitsInt(size_t size) {
  return size <= static_cast<size_t>(std::numeric_limits<int>::max());
}

Status Failed(std::string_view what) {
  return MakeError(ErrorCode::kInternalError,
                   std::string(what) + " failed in OpenSSL");
}

StatusOr<std::string> DigestOf(const EVP_MD* hash, std::string_view data) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (EVP_Digest(data.data(), data.size(), BytesOf(digest), &size, hash,
                 nullptr) != 1) {
    return Failed("a hash");
  }
  digest.resize(size);
  return digest;
}

class OpenSslRandom final : public RandomSource {
 public:
  uint64_t Next() override {
    unsigned char bytes[sizeof(uint64_t)] = {};
    if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
      std::fputs("meerkat: the system has no randomness to give\n", stderr);
      std::abort();
    }
    uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    return word;
  }
};

}  // namespace

bool HasCryptography() { return true; }

StatusOr<std::string> Hash(Mechanism mechanism, std::string_view data) {
  return DigestOf(HashOf(mechanism), data);
}

StatusOr<std::string> Hmac(Mechanism mechanism, std::string_view key,
                           std::string_view data) {
  if (!FitsInt(key.size())) return Failed("HMAC");
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (HMAC(HashOf(mechanism), key.data(), static_cast<int>(key.size()),
           BytesOf(data), data.size(), BytesOf(digest), &size) == nullptr) {
    return Failed("HMAC");
  }
  digest.resize(size);
  return digest;
}

StatusOr<std::string> Pbkdf2(Mechanism mechanism, std::string_view password,
                             std::string_view salt, int iterations) {
  if (!FitsInt(password.size()) || !FitsInt(salt.size())) {
    return Failed("PBKDF2");
  }
  std::string key(HashSize(mechanism), '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                        BytesOf(salt), static_cast<int>(salt.size()),
                        iterations, HashOf(mechanism),
                        static_cast<int>(key.size()), BytesOf(key)) != 1) {
    return Failed("PBKDF2");
  }
  return key;
}

StatusOr<std::string> Md5Hex(std::string_view data) {
  StatusOr<std::string> digest = DigestOf(EVP_md5(), data);
  if (!digest.ok()) return digest.status();
  return absl::BytesToHexString(*digest);
}

bool AreEqualSecrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

RandomSource& SecureRandom() {
  static OpenSslRandom random;
  return random;
}

#else

namespace {

Status NoOpenSsl() {
  return MakeError(ErrorCode::kMechanismUnavailable,
                   "there are no logins in a build of Meerkat without OpenSSL "
                   "(MEERKAT_WITH_OPENSSL)");
}

}  // namespace

bool HasCryptography() { return false; }

StatusOr<std::string> Hash(Mechanism, std::string_view) { return NoOpenSsl(); }

StatusOr<std::string> Hmac(Mechanism, std::string_view, std::string_view) {
  return NoOpenSsl();
}

StatusOr<std::string> Pbkdf2(Mechanism, std::string_view, std::string_view,
                             int) {
  return NoOpenSsl();
}

StatusOr<std::string> Md5Hex(std::string_view) { return NoOpenSsl(); }

bool AreEqualSecrets(std::string_view, std::string_view) { return false; }

RandomSource& SecureRandom() { return RandomSource::Real(); }

#endif

}  // namespace meerkat::server::auth
