#include "tools/server/wire/printable.h"

#include <absl/strings/escaping.h>

namespace meerkat::server {

std::string Printable(std::string_view text) {
  constexpr size_t kMaxShown = 64;
  const size_t shown = text.size() > kMaxShown ? kMaxShown : text.size();
  std::string printable =
      absl::CHexEscape(absl::string_view(text.data(), shown));
  if (shown < text.size()) printable += "...";
  return printable;
}

}  // namespace meerkat::server
