// The bytes of a number's value, and how they are laid out. Types and what
// else equal numbers may differ in are number_encoding.h's business.
//
// After the leading byte stands a big-endian word, complemented for negative
// numbers. `d` is the double at or below |x|; `more` says that a decimal which
// is no double continues it:
//
//   small, |x| < 1      63 bits of d | more
//   n = 1 ... 8 bytes   8n - 1 whole part | 0                     an integer
//                       8n - 1 whole part | 1 | 63 - 8n fraction of d | more
//   huge, |x| >= 2^63   63 bits of d | more
//
// With n = 8 no fraction is left, as doubles of that size have none, and the 1
// is `more` as well.
//
// KEY_FORMAT.md explains it with examples.
#pragma once

#include <meerkat/document.h>

#include <bit>
#include <cstdint>
#include <string>

namespace meerkat::index {

// The size class of a number that is not zero: kSmall, the bytes that its
// whole part and one more bit take, or kHuge.
inline constexpr int kSmall = 0;
inline constexpr int kMaxWholeBytes = 8;
inline constexpr int kHuge = 9;

// Whole parts from here on are huge.
inline constexpr double kTwoTo63 = 9223372036854775808.0;

inline constexpr int kWordBytes = 8;
inline constexpr int kWordBits = 64;

// REQUIRES: whole < 2^63.
inline int SizeClassOf(uint64_t whole) {
  return (std::bit_width(whole << 1) + 7) / 8;
}

// Where the lowest bit of the whole part stands in the word. The bit below it
// says whether a fraction follows. REQUIRES: neither kSmall nor kHuge.
inline int WholeShift(int size_class) { return kWordBits + 1 - 8 * size_class; }

// The bits of the fraction, as many as doubles of that size have.
inline int FractionBits(int size_class) {
  return size_class == kMaxWholeBytes ? 0 : kWordBits - 1 - 8 * size_class;
}

// Each appends the bytes of a value.
void AppendIntegerBytes(std::string& key, int64_t value);
void AppendDoubleBytes(std::string& key, double value);
// Says whether only a decimal has these bytes, its value being neither an
// int64's nor a double's.
bool AppendDecimalBytes(std::string& key, const Decimal128& value);

// Whether an int64 has this value; one does for -0.0.
bool IsInt64(double value);

}  // namespace meerkat::index
