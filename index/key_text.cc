#include "index/key_text.h"

namespace meerkat::index {
namespace {

constexpr char kEscape = 0x01;
constexpr char kEscapedZero = 0x01;
constexpr char kEscapedOne = 0x02;

// Looks for each by itself: two fast searches beat one slow one.
bool NeedsEscapes(std::string_view text) {
  return text.find('\0') != std::string_view::npos ||
         text.find(kEscape) != std::string_view::npos;
}

}  // namespace

void AppendEscaped(std::string& key, std::string_view text) {
  if (!NeedsEscapes(text)) {
    key.append(text);
    return;
  }
  for (const char byte : text) {
    if (byte == '\0') {
      key.append({kEscape, kEscapedZero});
    } else if (byte == kEscape) {
      key.append({kEscape, kEscapedOne});
    } else {
      key.push_back(byte);
    }
  }
}

bool UnescapeFrom(std::string& text, size_t start) {
  size_t end = text.find(kEscape, start);
  if (end == std::string::npos) return true;
  for (size_t i = end; i < text.size(); ++i) {
    if (text[i] == kEscape) {
      if (++i == text.size()) return false;
      if (text[i] != kEscapedZero && text[i] != kEscapedOne) return false;
      text[end++] = text[i] == kEscapedZero ? '\0' : kEscape;
    } else {
      text[end++] = text[i];
    }
  }
  text.resize(end);
  return true;
}

}  // namespace meerkat::index
