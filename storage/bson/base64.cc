#include "storage/bson/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace meerkat::bson {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t kNoDigit = 0xFF;

constexpr std::array<uint8_t, 256> kDigitValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (uint8_t value = 0; value < 64; ++value) {
    values[static_cast<uint8_t>(kDigits[value])] = value;
  }
  return values;
}();

// The number of '=' that end `text`, whose length is a multiple of four.
size_t PaddingOf(std::string_view text) {
  if (text.ends_with("==")) return 2;
  return text.ends_with('=') ? 1 : 0;
}

}  // namespace

void AppendBase64(std::string& out, std::string_view bytes) {
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group <<= 8;
      if (k < count) group |= static_cast<uint8_t>(bytes[i + k]);
    }
    for (size_t k = 0; k < 4; ++k) {
      const uint32_t digit = (group >> (18 - 6 * k)) & 0x3F;
      out += k <= count ? kDigits[digit] : '=';
    }
  }
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const size_t padding = PaddingOf(text);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t group = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    uint8_t digit = 0;
    if (i < text.size() - padding) {
      digit = kDigitValues[static_cast<uint8_t>(text[i])];
      if (digit == kNoDigit) return std::nullopt;
    }
    group = group << 6 | digit;
    if (i % 4 == 3) {
      bytes += {static_cast<char>(group >> 16), static_cast<char>(group >> 8),
                static_cast<char>(group)};
    }
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace meerkat::bson
