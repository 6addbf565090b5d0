// Excerpt: a value for an error message, however large it is.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstddef>
#include <string>
#include <utility>

namespace meerkat::index {

// The text of a value, or its first half kilobyte and dots.
inline std::string Excerpt(std::string text) {
  constexpr size_t kMaxSize = 512;
  if (text.size() <= kMaxSize) return text;
  size_t size = kMaxSize;
  // Not inside of a character of UTF-8.
  while (size > 0 && (text[size] & 0xC0) == 0x80) --size;
  text.resize(size);
  return text + "...";
}
inline std::string Excerpt(const Element& value) {
  return Excerpt(ToString(value));
}
inline std::string Excerpt(DocumentView document) {
  return Excerpt(ToString(document));
}

}  // namespace meerkat::index
