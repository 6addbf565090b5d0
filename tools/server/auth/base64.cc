#include "tools/server/auth/base64.h"

#include <absl/strings/escaping.h>
#include <absl/strings/string_view.h>

namespace meerkat::server::auth {

std::string EncodeBase64(std::string_view bytes) {
  return absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
}

bool DecodeBase64(std::string_view text, std::string& bytes) {
  return absl::Base64Unescape(absl::string_view(text.data(), text.size()),
                              &bytes) &&
         EncodeBase64(bytes) == text;
}

}  // namespace meerkat::server::auth
