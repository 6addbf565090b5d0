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

}  // namespace meerkat::bson
