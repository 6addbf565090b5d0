// ArraySlice: which items of an array {$slice: ...} keeps.
//
//   $slice: 2          the first two
//   $slice: -2         the last two
//   $slice: [1, 2]     two, after the first one
//   $slice: [-3, 2]    two, from the third last one on
//
// MongoDB manual, "$slice (projection)".
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string_view>

namespace meerkat::query::projection {

struct ArraySlice {
  // Items passed over; when negative, counted from the end.
  int64_t skip = 0;
  // Not negative.
  int64_t limit = 0;
};

// Whether {path: {$slice: operand}} is a slice of the array at the path. Other
// operands, ["$tags", 2], are those of the expression $slice; so is [0, null],
// which is null.
bool IsArraySlice(const Element& operand);

// Numbers count without their fraction, and at most as int32. Errors, naming
// `path` and the operand: 28667 neither a number nor two, 28724 two of which
// the second is no positive number.
StatusOr<ArraySlice> ParseArraySlice(std::string_view path,
                                     const Element& operand);

// Appends the items that `slice` keeps to the array that `out` has open.
void AppendSlice(const ArraySlice& slice, DocumentView array, Builder& out);

}  // namespace meerkat::query::projection
