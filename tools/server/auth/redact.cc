#include "tools/server/auth/redact.h"

#include <meerkat/builder.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace meerkat::server::auth {
namespace {

constexpr std::string_view kSecrets[] = {"payload", "pwd",
                                         "speculativeAuthenticate"};

}  // namespace

bool IsSecret(std::string_view field) {
  return std::ranges::find(kSecrets, field) != std::end(kSecrets);
}

Document WithoutSecrets(DocumentView command) {
  Builder shown(command.size());
  for (const Element field : command) {
    if (IsSecret(field.name())) {
      shown.Append(field.name(), "xxx");
    } else {
      shown.Append(field);
    }
  }
  return std::move(shown).Finish();
}

}  // namespace meerkat::server::auth
