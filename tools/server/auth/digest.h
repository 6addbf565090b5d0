// The cryptography of a login: hashes, keyed hashes and PBKDF2, by OpenSSL.
//
// In a build without OpenSSL (MEERKAT_WITH_OPENSSL) everything here that can
// fail does, with 334 MechanismUnavailable. Byte strings go in and come out as
// they are, not as text.
#pragma once

#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "tools/server/auth/mechanism.h"

namespace meerkat::server::auth {

// Whether this build has OpenSSL.
bool HasCryptography();

// The mechanism's hash of `data`, HashSize() bytes.
StatusOr<std::string> Hash(Mechanism mechanism, std::string_view data);
// HMAC (RFC 2104) by the mechanism's hash.
StatusOr<std::string> Hmac(Mechanism mechanism, std::string_view key,
                           std::string_view data);
// PBKDF2 (RFC 8018) by the mechanism's hash; HashSize() bytes. Takes some
// milliseconds per 10,000 iterations. REQUIRES: iterations >= 1.
StatusOr<std::string> Pbkdf2(Mechanism mechanism, std::string_view password,
                             std::string_view salt, int iterations);
// MD5 as 32 lower-case hexadecimal digits: how MongoDB prepares a password for
// SCRAM-SHA-1, and good for nothing else.
StatusOr<std::string> Md5Hex(std::string_view data);

// Whether both are the same bytes, in a time that tells nothing of where they
// differ. REQUIRES: HasCryptography().
bool AreEqualSecrets(std::string_view a, std::string_view b);

// Randomness fit for secrets, which RandomSource::Real() is not. Thread-safe.
// Ends the process when the system has none to give: there is no going on with
// numbers that can be guessed. Without OpenSSL it is RandomSource::Real(), and
// there are no logins.
RandomSource& SecureRandom();

// `count` bytes of `random`.
std::string RandomBytes(RandomSource& random, size_t count);

}  // namespace meerkat::server::auth
