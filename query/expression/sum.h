// Sum: adds numbers of all types with MongoDB's rules for the type of a sum.
#pragma once

#include <absl/numeric/int128.h>
#include <meerkat/document.h>
#include <meerkat/value.h>

namespace meerkat::query::expression {

// Integers are added exactly, doubles with the rest that a double loses, so
// that the order of the numbers does not matter: the sum of 1e100, 1 and
// -1e100 is 1. Not thread-safe.
class Sum {
 public:
  // REQUIRES: a number.
  void Add(const Element& number);

  // Decimal if there was a decimal, double if there was a double; else an
  // int32 when all were and it fits, an int64, or a double beyond that. 0 when
  // there was nothing.
  Value Result() const;
  // The sum of all as a double.
  double ToDouble() const;

 private:
  void AddDouble(double value);

  absl::int128 integers_ = 0;
  // The sum of the doubles is high_ + low_.
  double high_ = 0;
  double low_ = 0;
  Decimal128 decimals_{};
  bool has_int64_ = false;
  bool has_double_ = false;
  bool has_decimal_ = false;
};

}  // namespace meerkat::query::expression
