#include "tools/cli/escape_controls.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace meerkat::tools {
namespace {

struct Letter {
  uint32_t code;
  size_t size;
};

// The letter that `text` begins with. All that are escaped have one to three
// bytes: of what is longer, or no UTF-8, it is one byte that is not escaped.
Letter FirstLetter(std::string_view text) {
  const auto byte = [&](size_t i) {
    return uint32_t{static_cast<unsigned char>(text[i])};
  };
  const uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if ((first & 0xE0) == 0xC0 && text.size() >= 2) {
    return {(first & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  }
  if ((first & 0xF0) == 0xE0 && text.size() >= 3) {
    return {(first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  }
  return {0xFFFD, 1};
}

bool IsControl(uint32_t code) {
  return code < 0x20 || (0x7F <= code && code < 0xA0) || code == 0x061C ||
         code == 0x200E || code == 0x200F ||
         (0x202A <= code && code <= 0x202E) ||
         (0x2066 <= code && code <= 0x2069);
}

}  // namespace

std::string EscapeControls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  size_t copied = 0;
  for (size_t i = 0; i < text.size();) {
    const Letter letter = FirstLetter(text.substr(i));
    if (IsControl(letter.code)) {
      out += text.substr(copied, i - copied);
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", letter.code);
      copied = i + letter.size;
    }
    i += letter.size;
  }
  out += text.substr(copied);
  return out;
}

}  // namespace meerkat::tools
