// UTF-8, the only text that BSON knows.
#pragma once

#include <cstddef>
#include <string_view>

namespace meerkat::bson {

// The position of the first byte that is not UTF-8, text.size() when all is.
// Overlong forms, surrogates and what is beyond U+10FFFF are not; NUL is.
size_t FindInvalidUtf8(std::string_view text);
inline bool IsUtf8(std::string_view text) {
  return FindInvalidUtf8(text) == text.size();
}

// Whether a byte of UTF-8 goes on with a character that another one began.
inline bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace meerkat::bson
