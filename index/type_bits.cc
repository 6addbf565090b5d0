#include "index/type_bits.h"

namespace meerkat::index {
namespace {

constexpr size_t kBitsPerByte = 8;

// The bit at `position`, counted from the highest of each byte.
uint8_t MaskOf(size_t position) {
  return static_cast<uint8_t>(0x80 >> (position % kBitsPerByte));
}

}  // namespace

void TypeBits::Append(uint32_t bits, int count) {
  for (int i = count - 1; i >= 0; --i, ++bit_count_) {
    if (((bits >> i) & 1) == 0) continue;
    bytes_.resize(bit_count_ / kBitsPerByte + 1);
    char& byte = bytes_.back();
    byte = static_cast<char>(byte | MaskOf(bit_count_));
  }
}

void TypeBits::AppendNumberType(NumberTypeBits type) {
  Append(1, 1);
  Append(static_cast<uint32_t>(type), kNumberTypeBitCount);
}

void TypeBits::Clear() {
  bytes_.clear();
  bit_count_ = 0;
}

uint32_t TypeBitsReader::Read(int count) {
  uint32_t bits = 0;
  for (int i = 0; i < count; ++i, ++position_) {
    const size_t byte = position_ / kBitsPerByte;
    const bool is_set =
        byte < bytes_.size() && (bytes_[byte] & MaskOf(position_)) != 0;
    bits = bits << 1 | (is_set ? 1 : 0);
  }
  return bits;
}

}  // namespace meerkat::index
