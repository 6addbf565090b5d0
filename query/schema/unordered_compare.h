// The order of values in which documents are equal when they have the same
// fields, in whatever order: {a: 1, b: 2} equals {b: 2, a: 1}. That is how
// JSON Schema compares (enum, uniqueItems), and MongoDB with it; items of an
// array keep their order.
#pragma once

#include <meerkat/document.h>

namespace meerkat::query::schema {

// Negative, zero or positive; otherwise as bson::Compare. Allocates for
// documents with many fields.
int CompareUnordered(const Element& a, const Element& b);

}  // namespace meerkat::query::schema
