// CoerceToInt64: integers as options of commands and sorts are read.
//
//   1.9                     1, doubles lose their fraction
//   decimal 1.5, 2.5        2, decimals are rounded, half to even
//   NaN                     0
//   1e300, -Infinity        the nearest int64
//
// Any number is taken, so that only the value may be wrong, never the way of
// writing it. MongoDB does so with skip, limit, batchSize and the directions of
// a sort.
#pragma once

#include <meerkat/document.h>

#include <cstdint>

namespace meerkat::bson {

// REQUIRES: `number` is a number.
int64_t CoerceToInt64(const Element& number);

}  // namespace meerkat::bson
