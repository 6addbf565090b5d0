// Type bits: what a key's bytes do not say about its values.
//
// Key bytes are equal for equal values, so int32 5, int64 5, double 5.0 and
// decimal 5.00 look the same, as do a string and a symbol. The difference goes
// to this stream of bits, which is stored beside the key and never compared:
//
//   std::string key;
//   TypeBits bits;
//   AppendKey(key, bits, element);
//   store(key, bits.bytes());               // mostly empty
//   TypeBitsReader reader(stored_bits);
//   StatusOr<Value> value = DecodeNext(rest, reader);
//
// A zero bit says that a value has the commonest type for its bytes, and zeros
// at the end are not stored: KEY_FORMAT.md, "Type bits".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace meerkat::index {

// What follows a bit of 1 for a number; kept on disk.
enum class NumberTypeBits : uint32_t {
  kInt64 = 0b00,
  kDouble = 0b01,
  kNegativeZero = 0b10,
  // Then for zero: its sign (1 bit) and biased exponent (14 bits); for other
  // finite numbers: the trailing zeros of the coefficient (6 bits).
  kDecimal = 0b11,
};

inline constexpr int kNumberTypeBitCount = 2;
inline constexpr int kDecimalExponentBitCount = 14;
inline constexpr int kTrailingZerosBitCount = 6;

// Collects the bits of one key. Not thread-safe.
class TypeBits {
 public:
  // One zero bit: the value is of its commonest type.
  void AppendDefault() { ++bit_count_; }

  // The lowest `count` bits of `bits`, the highest of them first.
  void Append(uint32_t bits, int count);

  // A bit of 1, then the type.
  void AppendNumberType(NumberTypeBits type);

  // The stream without the zeros at its end. Valid until the next change.
  std::string_view bytes() const { return bytes_; }

  void Clear();

 private:
  // Reaches as far as the last bit of 1.
  std::string bytes_;
  size_t bit_count_ = 0;
};

// Reads a stream back; past its end are zeros. Keeps a view of `bytes`.
class TypeBitsReader {
 public:
  TypeBitsReader() = default;
  explicit TypeBitsReader(std::string_view bytes) : bytes_(bytes) {}

  // The next `count` bits, at most 32.
  uint32_t Read(int count);

 private:
  std::string_view bytes_;
  size_t position_ = 0;
};

}  // namespace meerkat::index
