#include "tools/server/auth/mechanism.h"

namespace meerkat::server::auth {
namespace {

struct Parameters {
  std::string_view name;
  size_t hash_size;
  int iterations;
  size_t salt_size;
};

constexpr Parameters kSha256 = {"SCRAM-SHA-256", 32, 15000, 28};
constexpr Parameters kSha1 = {"SCRAM-SHA-1", 20, 10000, 16};

const Parameters& ParametersOf(Mechanism mechanism) {
  return mechanism == Mechanism::kScramSha256 ? kSha256 : kSha1;
}

}  // namespace

std::string_view MechanismName(Mechanism mechanism) {
  return ParametersOf(mechanism).name;
}

std::optional<Mechanism> MechanismNamed(std::string_view name) {
  for (Mechanism mechanism : kMechanisms) {
    if (MechanismName(mechanism) == name) return mechanism;
  }
  return std::nullopt;
}

size_t HashSize(Mechanism mechanism) {
  return ParametersOf(mechanism).hash_size;
}

int DefaultIterations(Mechanism mechanism) {
  return ParametersOf(mechanism).iterations;
}

size_t SaltSize(Mechanism mechanism) {
  return ParametersOf(mechanism).salt_size;
}

}  // namespace meerkat::server::auth
