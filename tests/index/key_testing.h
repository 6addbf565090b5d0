// What the tests of keys share: shorthands for keys, values and their bytes.
#pragma once

#include <fmt/format.h>
#include <meerkat/value.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "index/key_decoder.h"
#include "index/key_encoder.h"

namespace meerkat::index {

// Bytes as KEY_FORMAT.md writes them: "2B 0A".
inline std::string Hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    if (!hex.empty()) hex += ' ';
    hex += fmt::format("{:02X}", static_cast<uint8_t>(byte));
  }
  return hex;
}

inline std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 3) {
    bytes +=
        static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), {}, 16));
  }
  return bytes;
}

inline Value Decimal(std::string_view text) {
  return *Decimal128::FromString(text);
}

struct EncodedKey {
  std::string key;
  std::string bits;
};

inline EncodedKey Encode(const Value& value,
                         Direction direction = Direction::kAscending) {
  std::string key;
  TypeBits bits;
  AppendKey(key, bits, value.element(), direction);
  return {key, std::string(bits.bytes())};
}

// Decodes a key that is one value and nothing else.
inline StatusOr<Value> Decode(const EncodedKey& encoded,
                              Direction direction = Direction::kAscending) {
  TypeBitsReader bits(encoded.bits);
  std::string_view rest = encoded.key;
  StatusOr<Value> value = DecodeNext(rest, bits, direction);
  if (value.ok() && !rest.empty()) return absl::InternalError("bytes left");
  return value;
}

inline bool IsCorrupt(const Status& status) {
  return ErrorCodeOf(status) == ErrorCode::kDataCorruptionDetected;
}

}  // namespace meerkat::index
