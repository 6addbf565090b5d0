// The order of numbers by exact arithmetic, for checking faster ways to it.
//
// Shares no code with what it checks: it takes the bits of doubles and decimals
// apart itself and compares whole numbers of any size. Slow.
#pragma once

#include <meerkat/document.h>

namespace meerkat::testing {

// Negative, zero or positive as `a` is below, equal to or above `b`; NaN equals
// NaN and is below everything. REQUIRES: both are numbers.
int CompareExactly(const Element& a, const Element& b);

}  // namespace meerkat::testing
