#include "query/projection/array_slice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "storage/bson/number.h"

namespace meerkat::query::projection {

namespace {

// Errors that MongoDB gives no name; those of the expression $slice.
constexpr ErrorCode kWrongCount{28667};
constexpr ErrorCode kNoArray{28724};

constexpr int64_t kMost = std::numeric_limits<int32_t>::max();

// NaN counts as 0.
int64_t ToCount(const Element& number) {
  const double value = bson::ToDouble(number);
  if (std::isnan(value)) return 0;
  if (value >= static_cast<double>(kMost)) return kMost;
  if (value <= static_cast<double>(-kMost)) return -kMost;
  return static_cast<int64_t>(value);
}

int64_t CountItems(DocumentView array) {
  return std::distance(array.begin(), array.end());
}

}  // namespace

bool IsArraySlice(const Element& operand) {
  if (operand.type() != Type::kArray) return true;
  const DocumentView items = operand.AsDocument();
  const int64_t count = CountItems(items);
  if (count < 2 || count > 3) return true;
  return count == 2 && std::ranges::all_of(items, &Element::is_number);
}

StatusOr<ArraySlice> ParseArraySlice(std::string_view path,
                                     const Element& operand) {
  if (operand.is_number()) {
    const int64_t count = ToCount(operand);
    return count < 0 ? ArraySlice{count, -count} : ArraySlice{0, count};
  }
  const int64_t operands =
      operand.type() == Type::kArray ? CountItems(operand.AsDocument()) : 1;
  if (operands < 2 || operands > 3) {
    return MakeError(kWrongCount,
                     fmt::format("$slice at '{}' takes a number, or two in an "
                                 "array, found {}",
                                 path, ToString(operand)));
  }
  auto item = operand.AsDocument().begin();
  const Element skip = *item;
  const Element limit = *++item;
  if (operands == 2 && limit.is_number() && ToCount(limit) > 0) {
    return ArraySlice{ToCount(skip), ToCount(limit)};
  }
  return MakeError(kNoArray,
                   fmt::format("$slice at '{}' takes a number of items to skip "
                               "and a positive number of items to keep, or an "
                               "array first, found {}",
                               path, ToString(operand)));
}

void AppendSlice(const ArraySlice& slice, DocumentView array, Builder& out) {
  int64_t skip = slice.skip;
  if (skip < 0) skip = std::max<int64_t>(CountItems(array) + skip, 0);
  int64_t left = slice.limit;
  for (auto item = array.begin(); left > 0 && item != array.end(); ++item) {
    if (skip > 0) {
      --skip;
      continue;
    }
    out.AppendItem(*item);
    --left;
  }
}

}  // namespace meerkat::query::projection
