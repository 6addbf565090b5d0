// The ways to log in: SCRAM with one of two hashes, and what each needs.
//
// RFC 5802 and RFC 7677; MongoDB's choice of rounds and salts: MongoDB manual,
// "SCRAM".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace meerkat::server::auth {

enum class Mechanism { kScramSha256, kScramSha1 };

// The stronger one first: the order in which they are offered.
inline constexpr Mechanism kMechanisms[] = {Mechanism::kScramSha256,
                                            Mechanism::kScramSha1};

// "SCRAM-SHA-256", "SCRAM-SHA-1".
std::string_view MechanismName(Mechanism mechanism);
std::optional<Mechanism> MechanismNamed(std::string_view name);

// Bytes of its hash, and so of its keys and proofs: 32 or 20.
size_t HashSize(Mechanism mechanism);

// Of credentials that are made now: rounds of PBKDF2, and bytes of salt.
int DefaultIterations(Mechanism mechanism);
size_t SaltSize(Mechanism mechanism);

}  // namespace meerkat::server::auth
