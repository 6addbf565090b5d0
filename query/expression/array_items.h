// The items of arrays, for operators that look at them in another order than
// the bytes'.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <cstddef>
#include <span>
#include <vector>

namespace meerkat::query::expression {

// REQUIRES: an array. Valid as long as the array.
std::vector<Element> ItemsOf(const Element& array);
Value ArrayOf(std::span<const Element> items);

}  // namespace meerkat::query::expression
