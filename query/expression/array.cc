// Operators on arrays whose operands are evaluated first; those that bind a
// variable are in iteration.cc. An array that is null or missing mostly gives
// null. MongoDB manual, "Array Expression Operators".
#include <meerkat/builder.h>

#include <algorithm>

#include "query/expression/array_items.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

bool IsArray(const Element& value) { return value.type() == Type::kArray; }

// The int32 that an operand is; `not_number` and `not_int32` are the errors.
StatusOr<int32_t> Int32Of(const Arguments& arguments, size_t i, int not_number,
                          int not_int32) {
  const Element& value = arguments[i];
  if (!value.is_number()) {
    return Error(not_number, "argument {} of {} must be a number, found {}",
                 i + 1, arguments.op, ToString(value));
  }
  const std::optional<int32_t> whole = ToInt32Exact(value);
  if (whole.has_value()) return *whole;
  return Error(not_int32,
               "argument {} of {} must be a 32-bit integer, found "
               "{}",
               i + 1, arguments.op, ToString(value));
}

// --- one item ----------------------------------------------------------------

Status NoArrayToPick(const Arguments& arguments) {
  return Error(28689, "{}'s argument must be an array, but is {}", arguments.op,
               TypeName(arguments[0].type()));
}

// The item at a position, from the end when negative; missing beyond either.
Value ItemAt(const Element& array, int64_t position) {
  if (position < 0) {
    const std::vector<Element> items = ItemsOf(array);
    position += static_cast<int64_t>(items.size());
    return position < 0 ? Value() : Value(items[static_cast<size_t>(position)]);
  }
  for (const Element& item : array.AsDocument()) {
    if (position-- == 0) return Value(item);
  }
  return Value();
}

StatusOr<Value> ArrayElemAt(Arguments arguments) {
  if (IsNullish(arguments[0]) || IsNullish(arguments[1])) {
    return Value(nullptr);
  }
  if (!IsArray(arguments[0])) return NoArrayToPick(arguments);
  MEERKAT_ASSIGN_OR_RETURN(const int32_t position,
                           Int32Of(arguments, 1, 28690, 28691));
  return ItemAt(arguments[0], position);
}

template <int kPosition>
StatusOr<Value> ItemAtEnd(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  if (!IsArray(arguments[0])) return NoArrayToPick(arguments);
  return ItemAt(arguments[0], kPosition);
}

// --- whole arrays ------------------------------------------------------------

StatusOr<Value> ConcatArrays(Arguments arguments) {
  Builder joined;
  for (const Element& array : arguments) {
    if (IsNullish(array)) return Value(nullptr);
    if (!IsArray(array)) {
      return Error(28664, "$concatArrays only supports arrays, not {}",
                   TypeName(array.type()));
    }
    for (const Element& item : array.AsDocument()) {
      MEERKAT_RETURN_IF_ERROR(arguments.Step());
      joined.AppendItem(item);
    }
    MEERKAT_RETURN_IF_ERROR(CheckSize(joined.size()));
  }
  return Value::ArrayOf(std::move(joined).Finish());
}

StatusOr<Value> IsArrayOperator(Arguments arguments) {
  return Value(IsArray(arguments[0]));
}

StatusOr<Value> ReverseArray(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  if (!IsArray(arguments[0])) {
    return Error(34435,
                 "The argument to $reverseArray must be an array, but was of "
                 "type: {}",
                 TypeName(arguments[0].type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Element> items,
                           ItemsOf(arguments[0], arguments.context));
  std::ranges::reverse(items);
  return ArrayOf(items, arguments.context);
}

StatusOr<Value> Size(Arguments arguments) {
  if (!IsArray(arguments[0])) {
    return Error(17124,
                 "The argument to $size must be an array, but was of type: {}",
                 TypeName(arguments[0].type()));
  }
  int count = 0;
  for ([[maybe_unused]] const Element& item : arguments[0].AsDocument()) {
    ++count;
  }
  return Value(count);
}

// --- slices ------------------------------------------------------------------

// [array, n]: the first n, or the last -n. [array, position, n]: n from there,
// which is counted from the end when negative.
StatusOr<Value> SliceOf(const Element& array, int64_t first,
                        std::optional<int64_t> count) {
  const std::vector<Element> items = ItemsOf(array);
  const auto size = static_cast<int64_t>(items.size());
  const int64_t from_end = std::max<int64_t>(size + first, 0);
  int64_t begin = first < 0 ? from_end : std::min(first, size);
  int64_t end = size;
  if (count.has_value()) {
    end = std::min(begin + *count, size);
  } else if (first >= 0) {
    end = begin;
    begin = 0;
  }
  return ArrayOf(std::span(items).subspan(static_cast<size_t>(begin),
                                          static_cast<size_t>(end - begin)));
}

StatusOr<Value> Slice(Arguments arguments) {
  if (std::ranges::any_of(arguments, &IsNullish)) return Value(nullptr);
  if (!IsArray(arguments[0])) {
    return Error(28724,
                 "First argument to $slice must be an array, but is of type: "
                 "{}",
                 TypeName(arguments[0].type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const int32_t first,
                           Int32Of(arguments, 1, 28725, 28726));
  if (arguments.size() == 2) return SliceOf(arguments[0], first, std::nullopt);
  MEERKAT_ASSIGN_OR_RETURN(const int32_t count,
                           Int32Of(arguments, 2, 28727, 28728));
  if (count <= 0) {
    return Error(28729, "Third argument to $slice must be positive: {}", count);
  }
  return SliceOf(arguments[0], first, count);
}

// --- search ------------------------------------------------------------------

StatusOr<Value> In(Arguments arguments) {
  if (!IsArray(arguments[1])) {
    return Error(40081, "$in requires an array as a second argument, found: {}",
                 TypeName(arguments[1].type()));
  }
  for (const Element& item : arguments[1].AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    if (bson::Equal(arguments[0], item, arguments.collator())) {
      return Value(true);
    }
  }
  return Value(false);
}

StatusOr<int32_t> Bound(const Arguments& arguments, size_t i,
                        std::string_view which) {
  const std::optional<int32_t> bound = ToInt32Exact(arguments[i]);
  if (!bound.has_value()) {
    return Error(9711600, "{} requires an integral {} index, found {}",
                 arguments.op, which, ToString(arguments[i]));
  }
  if (*bound < 0) {
    return Error(9711601, "{} requires a nonnegative {} index, found: {}",
                 arguments.op, which, *bound);
  }
  return *bound;
}

StatusOr<Value> IndexOfArray(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  if (!IsArray(arguments[0])) {
    return Error(40090,
                 "$indexOfArray requires an array as a first argument, found: "
                 "{}",
                 TypeName(arguments[0].type()));
  }
  int32_t start = 0;
  int32_t end = std::numeric_limits<int32_t>::max();
  if (arguments.size() > 2) {
    MEERKAT_ASSIGN_OR_RETURN(start, Bound(arguments, 2, "starting"));
  }
  if (arguments.size() > 3) {
    MEERKAT_ASSIGN_OR_RETURN(end, Bound(arguments, 3, "ending"));
  }
  int position = 0;
  for (const Element& item : arguments[0].AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    if (position >= end) break;
    if (position >= start &&
        bson::Equal(item, arguments[1], arguments.collator())) {
      return Value(position);
    }
    ++position;
  }
  return Value(-1);
}

// --- $range ------------------------------------------------------------------

// More integers than MongoDB has memory for, 16 bytes each, are refused before
// the first is made.
Status CheckRange(int64_t start, int64_t end, int64_t step) {
  constexpr int64_t kMaxBytes = 100 * 1024 * 1024;
  constexpr int64_t kBytesPerItem = 16;
  const int64_t count = std::max<int64_t>((end - start) / step, 0);
  if (count < kMaxBytes / kBytesPerItem) return absl::OkStatus();
  return MakeError(
      ErrorCode::kExceededMemoryLimit,
      fmt::format("$range would use too much memory ({} bytes) and cannot "
                  "spill to disk. Memory limit: {} bytes",
                  count * kBytesPerItem, kMaxBytes));
}

StatusOr<Value> Range(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const int32_t start,
                           Int32Of(arguments, 0, 34443, 34444));
  MEERKAT_ASSIGN_OR_RETURN(const int32_t end,
                           Int32Of(arguments, 1, 34445, 34446));
  int32_t step = 1;
  if (arguments.size() > 2) {
    MEERKAT_ASSIGN_OR_RETURN(step, Int32Of(arguments, 2, 34447, 34448));
  }
  if (step == 0) return Error(34449, "$range requires a non-zero step value");
  MEERKAT_RETURN_IF_ERROR(CheckRange(start, end, step));
  Builder items;
  for (int64_t i = start; step > 0 ? i < end : i > end; i += step) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    items.AppendItem(Value(static_cast<int32_t>(i)));
    MEERKAT_RETURN_IF_ERROR(CheckSize(items.size()));
  }
  return Value::ArrayOf(std::move(items).Finish());
}

constexpr Operator kOperators[] = {
    {"$arrayElemAt", 2, 2, &ArrayElemAt},
    {"$concatArrays", 0, kAny, &ConcatArrays, {}, 0, Grouping::kAdjacent},
    {"$first", 1, 1, &ItemAtEnd<0>},
    {"$in", 2, 2, &In},
    {"$indexOfArray", 2, 4, &IndexOfArray},
    {"$isArray", 1, 1, &IsArrayOperator},
    {"$last", 1, 1, &ItemAtEnd<-1>},
    {"$range", 2, 3, &Range},
    {"$reverseArray", 1, 1, &ReverseArray},
    {"$size", 1, 1, &Size},
    {"$slice", 2, 3, &Slice},
};

}  // namespace

constinit const Family kArrayFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
