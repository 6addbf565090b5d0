// {multipleOf: 0.1}
#pragma once

#include <meerkat/document.h>

namespace meerkat::query::schema {

// Whether `number` is a whole multiple of `divisor`. Doubles count as the
// decimal of fifteen digits that arithmetic takes them for, so that 0.3 is a
// multiple of 0.1; from there on it is exact. NaN and the infinities are
// multiples of nothing, and 0 is one of everything, of infinity too.
// REQUIRES: both are numbers, and divisor > 0.
bool IsMultipleOf(const Element& number, const Element& divisor);

}  // namespace meerkat::query::schema
