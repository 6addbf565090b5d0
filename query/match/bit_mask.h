// BitMask: the bits that {$bitsAllSet: ...} and its kin look at.
//
//   {$bitsAllSet: 6}, {$bitsAllSet: [1, 2]}        bits 1 and 2
//   {$bitsAllSet: BinData(0, "AAE=")}              bit 8
//
// Bits are counted from the least significant; of binary data, from the least
// significant of its first byte. Binary data of the old subtype 2 is stored
// with its length in front, and that is where its bits begin.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meerkat::query {

// Immutable.
class BitMask {
 public:
  // No bits.
  BitMask() = default;

  // A number, binary data or an array of positions; `path` is named in errors.
  // Errors: 9 FailedToParse for a number that is negative, fractional or beyond
  // int64; 2 BadValue for a position that is no int32 of 0 or more, and for
  // what is none of the three.
  static StatusOr<BitMask> Parse(const Element& operand, std::string_view path);

  // Whether all or any of the bits are 1 (set) or 0 (clear) in `value`. A
  // number has the bits of its int64 with the sign going on for ever; binary
  // data has zeros behind its end. False for whatever has no bits: a number
  // that is no int64, a string.
  bool AllSet(const Element& value) const;
  bool AllClear(const Element& value) const;
  bool AnySet(const Element& value) const;
  bool AnyClear(const Element& value) const;

  // The bits, in order.
  std::vector<uint32_t> positions() const;
  // How many they are.
  size_t count() const;
  // The bits as binary data, which ends with the last of them, and its size.
  std::string bytes() const;
  size_t byte_count() const;

 private:
  // 64 bits in a row, the first of them at position 64 * index.
  struct Word {
    uint32_t index;
    uint64_t bits;
  };
  struct Found;

  static StatusOr<BitMask> FromNumber(const Element& number,
                                      std::string_view path);
  static StatusOr<BitMask> FromPositions(DocumentView positions,
                                         std::string_view path);
  static BitMask FromBytes(std::string_view bytes);

  Found Look(const Element& value) const;

  // In order of index; none without bits.
  std::vector<Word> words_;
};

}  // namespace meerkat::query
