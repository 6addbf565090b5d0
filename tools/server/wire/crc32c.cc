#include "tools/server/wire/crc32c.h"

#include <array>

namespace meerkat::server {
namespace {

// Castagnoli's polynomial, its bits in reverse.
constexpr uint32_t kPolynomial = 0x82F63B78;

// What a byte contributes: the remainder of its eight bits.
constexpr std::array<uint32_t, 256> MakeRemainders() {
  std::array<uint32_t, 256> remainders{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ (remainder & 1 ? kPolynomial : 0);
    }
    remainders[byte] = remainder;
  }
  return remainders;
}
constexpr std::array<uint32_t, 256> kRemainders = MakeRemainders();

}  // namespace

uint32_t Crc32c(std::string_view bytes) {
  uint32_t crc = ~uint32_t{0};
  for (const char c : bytes) {
    crc = (crc >> 8) ^ kRemainders[(crc ^ static_cast<uint8_t>(c)) & 0xFF];
  }
  return ~crc;
}

}  // namespace meerkat::server
