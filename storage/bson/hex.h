// Hexadecimal digits, as JSON's escapes, ObjectIds and UUIDs are written in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat::bson {

// The value of a digit of either case; -1 for another character.
constexpr int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Appends two lower-case digits for each byte.
inline void AppendHex(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char byte : bytes) {
    out += kDigits[static_cast<uint8_t>(byte) >> 4];
    out += kDigits[static_cast<uint8_t>(byte) & 0x0F];
  }
}

}  // namespace meerkat::bson
