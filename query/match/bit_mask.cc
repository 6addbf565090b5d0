#include "query/match/bit_mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>
#include <optional>

#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

constexpr uint32_t kWordBits = 64;
constexpr size_t kWordBytes = 8;

// The bytes of binary data as they are stored: those of subtype 2 begin with
// their length once more, which counts among the bits.
std::string_view StoredBytes(const Element& binary) {
  constexpr size_t kLengthAndSubtype = 5;
  return binary.payload().substr(kLengthAndSubtype);
}

// The word at `index` of bytes that go on with zeros.
uint64_t WordOf(std::string_view bytes, uint32_t index) {
  const size_t offset = index * kWordBytes;
  if (offset >= bytes.size()) return 0;
  uint64_t word = 0;
  std::memcpy(&word, bytes.data() + offset,
              std::min(kWordBytes, bytes.size() - offset));
  return word;
}

// The word at `index` of a number that goes on with its sign.
uint64_t WordOf(int64_t number, uint32_t index) {
  if (index == 0) return static_cast<uint64_t>(number);
  return number < 0 ? ~uint64_t{0} : 0;
}

StatusOr<uint32_t> ParsePosition(const Element& position,
                                 std::string_view path) {
  const std::optional<int64_t> number = bson::ToInt64Exact(position);
  if (!number.has_value() || *number < 0 ||
      *number > std::numeric_limits<int32_t>::max()) {
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("a bit position for '{}' must be an integer from 0 to {}, "
                    "not {}",
                    path, std::numeric_limits<int32_t>::max(),
                    ToString(position)));
  }
  return static_cast<uint32_t>(*number);
}

}  // namespace

// What the bits of a value are at the places of the mask; neither where there
// is none to look at.
struct BitMask::Found {
  bool is_testable = false;
  bool a_set = false;
  bool a_clear = false;
};

StatusOr<BitMask> BitMask::Parse(const Element& operand,
                                 std::string_view path) {
  if (operand.is_number()) return FromNumber(operand, path);
  switch (operand.type()) {
    case Type::kArray:
      return FromPositions(operand.AsDocument(), path);
    case Type::kBinary:
      return FromBytes(StoredBytes(operand));
    default:
      return MakeError(
          ErrorCode::kBadValue,
          fmt::format("the bits for '{}' must be a number, binary data or an "
                      "array of positions, not {}",
                      path, ToString(operand)));
  }
}

StatusOr<BitMask> BitMask::FromNumber(const Element& number,
                                      std::string_view path) {
  const std::optional<int64_t> bits = bson::ToInt64Exact(number);
  if (!bits.has_value() || *bits < 0) {
    return MakeError(
        ErrorCode::kFailedToParse,
        fmt::format("a bit mask for '{}' must be an integer from 0 to {}, not "
                    "{}",
                    path, std::numeric_limits<int64_t>::max(),
                    ToString(number)));
  }
  BitMask mask;
  if (*bits != 0) mask.words_.push_back({0, static_cast<uint64_t>(*bits)});
  return mask;
}

StatusOr<BitMask> BitMask::FromPositions(DocumentView positions,
                                         std::string_view path) {
  std::vector<uint32_t> sorted;
  for (const Element& element : positions) {
    MEERKAT_ASSIGN_OR_RETURN(const uint32_t position,
                             ParsePosition(element, path));
    sorted.push_back(position);
  }
  std::ranges::sort(sorted);

  BitMask mask;
  for (const uint32_t position : sorted) {
    const uint32_t index = position / kWordBits;
    if (mask.words_.empty() || mask.words_.back().index != index) {
      mask.words_.push_back({index, 0});
    }
    mask.words_.back().bits |= uint64_t{1} << (position % kWordBits);
  }
  return mask;
}

BitMask BitMask::FromBytes(std::string_view bytes) {
  BitMask mask;
  for (uint32_t index = 0; index * kWordBytes < bytes.size(); ++index) {
    const uint64_t bits = WordOf(bytes, index);
    if (bits != 0) mask.words_.push_back({index, bits});
  }
  return mask;
}

BitMask::Found BitMask::Look(const Element& value) const {
  const auto look = [this](auto bits_of_value) {
    Found found{.is_testable = true};
    for (const Word& word : words_) {
      const uint64_t set = word.bits & WordOf(bits_of_value, word.index);
      found.a_set |= set != 0;
      found.a_clear |= set != word.bits;
    }
    return found;
  };
  if (value.type() == Type::kBinary) return look(StoredBytes(value));
  const std::optional<int64_t> number = bson::ToInt64Exact(value);
  return number.has_value() ? look(*number) : Found{};
}

bool BitMask::AllSet(const Element& value) const {
  const Found found = Look(value);
  return found.is_testable && !found.a_clear;
}

bool BitMask::AllClear(const Element& value) const {
  const Found found = Look(value);
  return found.is_testable && !found.a_set;
}

bool BitMask::AnySet(const Element& value) const { return Look(value).a_set; }

bool BitMask::AnyClear(const Element& value) const {
  return Look(value).a_clear;
}

size_t BitMask::count() const {
  size_t count = 0;
  for (const Word& word : words_) count += std::popcount(word.bits);
  return count;
}

size_t BitMask::byte_count() const {
  if (words_.empty()) return 0;
  const Word& last = words_.back();
  const size_t bits = kWordBits - std::countl_zero(last.bits);
  return last.index * kWordBytes + (bits + 7) / 8;
}

std::string BitMask::bytes() const {
  std::string bytes(byte_count(), '\0');
  for (const Word& word : words_) {
    const size_t offset = word.index * kWordBytes;
    std::memcpy(bytes.data() + offset, &word.bits,
                std::min(kWordBytes, bytes.size() - offset));
  }
  return bytes;
}

std::vector<uint32_t> BitMask::positions() const {
  std::vector<uint32_t> positions;
  for (const Word& word : words_) {
    for (uint64_t bits = word.bits; bits != 0; bits &= bits - 1) {
      positions.push_back(word.index * kWordBits + std::countr_zero(bits));
    }
  }
  return positions;
}

}  // namespace meerkat::query
