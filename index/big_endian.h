// Unsigned integers whose bytes compare like their values. REQUIRES: a
// little-endian machine, as BSON values are read in place everywhere.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace meerkat::index {

static_assert(std::endian::native == std::endian::little);

// Writes `word` most significant byte first.
inline void StoreBigEndian(uint64_t word, char* out) {
  word = __builtin_bswap64(word);
  std::memcpy(out, &word, sizeof(word));
}

inline void AppendBigEndian64(std::string& out, uint64_t word) {
  char bytes[sizeof(word)];
  StoreBigEndian(word, bytes);
  out.append(bytes, sizeof(bytes));
}

inline void AppendBigEndian32(std::string& out, uint32_t word) {
  word = __builtin_bswap32(word);
  char bytes[sizeof(word)];
  std::memcpy(bytes, &word, sizeof(word));
  out.append(bytes, sizeof(bytes));
}

// Appends the integer as BSON stores it, least significant byte first.
template <typename Integer>
void AppendLittleEndian(std::string& out, Integer value) {
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  out.append(bytes, sizeof(bytes));
}

}  // namespace meerkat::index
