// The first bytes of a key as an integer: most comparisons of keys end there,
// without a look at the memory where the key is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace meerkat::query {

inline constexpr size_t kPrefixSize = sizeof(uint64_t);

// Eight bytes, most significant first, zeros after a short key. Keys with
// different prefixes are ordered like these.
inline uint64_t PrefixOf(std::string_view key) {
  char bytes[kPrefixSize] = {};
  key.copy(bytes, kPrefixSize);
  uint64_t prefix;
  std::memcpy(&prefix, bytes, kPrefixSize);
  return __builtin_bswap64(prefix);
}

// Orders keys whose prefixes are equal: negative, zero or positive.
inline int CompareSamePrefix(std::string_view a, std::string_view b) {
  if (a.size() <= kPrefixSize && b.size() <= kPrefixSize) {
    return static_cast<int>(a.size()) - static_cast<int>(b.size());
  }
  return a.compare(b);
}

}  // namespace meerkat::query
