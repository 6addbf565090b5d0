#include "storage/bson/utf8.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace meerkat::bson {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

uint64_t LoadUint64(const char* bytes) {
  uint64_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// The size of the UTF-8 sequence at `p`, 0 when there is none. The second byte
// of some leads has a narrower range: Unicode Standard, table 3-7.
size_t SequenceSize(const char* p, size_t left) {
  const auto byte = [p](size_t i) { return static_cast<uint8_t>(p[i]); };
  const auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (left < size || !continues(1)) return 0;
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  for (size_t i = 2; i < size; ++i) {
    if (!continues(i)) return 0;
  }
  return size;
}

// The position of the first byte from `from` on that is not ASCII.
size_t SkipAscii(std::string_view text, size_t from) {
  for (; text.size() - from >= 8; from += 8) {
    const uint64_t high = LoadUint64(text.data() + from) & kHighBits;
    if (high != 0) return from + std::countr_zero(high) / 8;
  }
  while (from < text.size() && text[from] >= 0) ++from;
  return from;
}

}  // namespace

size_t FindInvalidUtf8(std::string_view text) {
  size_t position = SkipAscii(text, 0);
  while (position < text.size()) {
    const size_t size =
        SequenceSize(text.data() + position, text.size() - position);
    if (size == 0) return position;
    position += size;
    if (size == 1) position = SkipAscii(text, position);
  }
  return position;
}

}  // namespace meerkat::bson
