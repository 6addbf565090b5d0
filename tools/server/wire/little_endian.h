// Numbers as they stand in a message: little-endian, at any address.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

namespace meerkat::server {

static_assert(std::endian::native == std::endian::little,
              "Meerkat reads and writes BSON in place");

// REQUIRES: sizeof(Number) bytes at `bytes`.
template <typename Number>
Number Load(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof(number));
  return number;
}

template <typename Number>
void Store(char* bytes, Number number) {
  std::memcpy(bytes, &number, sizeof(number));
}

template <typename Number>
void Append(std::string& out, Number number) {
  const auto bytes = std::bit_cast<std::array<char, sizeof(number)>>(number);
  out.append(bytes.data(), bytes.size());
}

}  // namespace meerkat::server
