// Random numbers of the four BSON types, for property tests. Numbers that are
// nearly equal but not quite are the aim: orders and encodings break there.
#pragma once

#include <meerkat/value.h>

#include <cstdint>
#include <random>

namespace meerkat::testing {

// The same seed gives the same numbers. Not thread-safe.
//
// Left out are numbers that have another encoding in canonical form: NaN with
// sign or payload, decimals with more than 34 digits.
class RandomNumbers {
 public:
  explicit RandomNumbers(uint64_t seed) : engine_(seed) {}

  uint64_t Bits(int count) {
    return count == 0 ? 0 : engine_() >> (64 - count);
  }
  // From 0 to count - 1.
  uint64_t Below(uint64_t count) { return engine_() % count; }
  bool OneIn(uint64_t count) { return Below(count) == 0; }

  // Any of the four types and any size.
  Value Any();
  // In any of the types, close to `number` or equal to it.
  Value Near(const Element& number);

 private:
  int64_t Integer(int max_bits);
  double Double();
  // The double, or a neighbour of it.
  double Near(double value);
  Decimal128 Decimal();
  // The decimal, one a unit of its last digit away, or the same number with
  // another exponent.
  Decimal128 Near(Decimal128 value);
  Value NearInteger(int64_t value);

  std::mt19937_64 engine_;
};

}  // namespace meerkat::testing
