#include "storage/bson/json_string.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "storage/bson/hex.h"

namespace meerkat::bson {
namespace {

static_assert(std::endian::native == std::endian::little,
              "PlainPrefix finds the first byte of a word from its low end");

constexpr uint64_t Repeat(uint8_t byte) { return 0x0101010101010101u * byte; }

// The high bit of each byte of `word` that is zero. Bytes above the lowest
// zero may be flagged wrongly; the lowest flag is always right.
constexpr uint64_t ZeroBytes(uint64_t word) {
  return (word - Repeat(0x01)) & ~word & Repeat(0x80);
}

// The same for bytes below 0x20, the control characters.
constexpr uint64_t ControlBytes(uint64_t word) {
  return (word - Repeat(0x20)) & ~word & Repeat(0x80);
}

bool IsPlain(char c) {
  return c != '"' && c != '\\' && static_cast<uint8_t>(c) >= 0x20;
}

void AppendEscaped(std::string& out, char c) {
  switch (c) {
    case '"':
    case '\\':
      out += {'\\', c};
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      AppendHex(out, {&c, 1});
  }
}

}  // namespace

size_t PlainPrefix(std::string_view text) {
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof(word));
    const uint64_t special = ZeroBytes(word ^ Repeat('"')) |
                             ZeroBytes(word ^ Repeat('\\')) |
                             ControlBytes(word);
    if (special != 0) return i + std::countr_zero(special) / 8;
  }
  while (i < text.size() && IsPlain(text[i])) ++i;
  return i;
}

void AppendJsonString(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const size_t plain = PlainPrefix(text);
    out += text.substr(0, plain);
    if (plain == text.size()) break;
    AppendEscaped(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

}  // namespace meerkat::bson
