// Places in strings, by bytes or by characters (code points): $indexOfBytes,
// $indexOfCP, $substr, $substrBytes, $substrCP. MongoDB manual, "String
// Expression Operators".
#include <limits>

#include "query/expression/decimal_math.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "query/expression/text.h"
#include "storage/bson/decimal.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

bool IsString(const Element& value) { return value.type() == Type::kString; }

// --- $indexOf ----------------------------------------------------------------

StatusOr<size_t> Bound(const Arguments& arguments, size_t i,
                       std::string_view which) {
  const std::optional<int32_t> bound = ToInt32Exact(arguments[i]);
  if (!bound.has_value()) {
    return Error(40096, "{} requires an integral {} index, found {}",
                 arguments.op, which, ToString(arguments[i]));
  }
  if (*bound < 0) {
    return Error(40097, "{} requires a nonnegative {} index, found: {}",
                 arguments.op, which, *bound);
  }
  return static_cast<size_t>(*bound);
}

// Where to look: [start, end) in bytes or characters.
struct Bounds {
  size_t start = 0;
  size_t end = std::numeric_limits<size_t>::max();
};

StatusOr<Bounds> BoundsOf(const Arguments& arguments) {
  Bounds bounds;
  if (arguments.size() > 2) {
    MEERKAT_ASSIGN_OR_RETURN(bounds.start, Bound(arguments, 2, "starting"));
  }
  if (arguments.size() > 3) {
    MEERKAT_ASSIGN_OR_RETURN(bounds.end, Bound(arguments, 3, "ending"));
  }
  return bounds;
}

Status CheckStrings(const Arguments& arguments, int no_text, int no_token) {
  if (!IsString(arguments[0])) {
    return Error(no_text,
                 "{} requires a string as the first argument, found: {}",
                 arguments.op, TypeName(arguments[0].type()));
  }
  if (!IsString(arguments[1])) {
    return Error(no_token,
                 "{} requires a string as the second argument, found: {}",
                 arguments.op, TypeName(arguments[1].type()));
  }
  return absl::OkStatus();
}

// The byte at which `token` is found between two bytes of `text`.
std::optional<size_t> FindBetween(std::string_view text, std::string_view token,
                                  size_t start, size_t end) {
  if (start > text.size() || end < start) return std::nullopt;
  const size_t found = text.substr(0, end).find(token, start);
  if (found == std::string_view::npos) return std::nullopt;
  return found;
}

StatusOr<Value> IndexOfBytes(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  MEERKAT_RETURN_IF_ERROR(CheckStrings(arguments, 40091, 40092));
  MEERKAT_ASSIGN_OR_RETURN(const Bounds bounds, BoundsOf(arguments));
  const std::optional<size_t> found =
      FindBetween(arguments[0].AsString(), arguments[1].AsString(),
                  bounds.start, bounds.end);
  return Value(found.has_value() ? static_cast<int>(*found) : -1);
}

StatusOr<Value> IndexOfCP(Arguments arguments) {
  if (IsNullish(arguments[0])) return Value(nullptr);
  MEERKAT_RETURN_IF_ERROR(CheckStrings(arguments, 40093, 40094));
  MEERKAT_ASSIGN_OR_RETURN(const Bounds bounds, BoundsOf(arguments));
  const std::string_view text = arguments[0].AsString();
  const std::string_view token = arguments[1].AsString();
  // "" is found before characters only, but for the text that has none.
  if (text.empty() && token.empty()) return Value(0);
  // A match that begins before the end may go beyond it.
  const size_t found = text.find(token, OffsetOfCharacter(text, bounds.start));
  if (found >= OffsetOfCharacter(text, bounds.end)) return Value(-1);
  return Value(static_cast<int>(CountCharacters(text.substr(0, found))));
}

// --- $substr -----------------------------------------------------------------

Status CutsCharacter(int code, std::string_view op, std::string_view which,
                     size_t offset) {
  return Error(code,
               "{}: Invalid range, {} index {} is in the middle of a UTF-8 "
               "character",
               op, which, offset);
}

// As a whole number: a double is cut off, a decimal rounded half to even. A
// decimal beyond int64 is -1, as good as any number below zero.
StatusOr<int64_t> ByteCount(const Arguments& arguments, size_t i) {
  const Element& number = arguments[i];
  if (IsDecimal(number)) {
    return bson::decimal::ToInt64Exact(
               decimal::RoundTo(number.AsDecimal128(), 0))
        .value_or(-1);
  }
  const std::optional<int64_t> whole = bson::ToInt64Truncated(number);
  if (whole.has_value()) return *whole;
  return Error(31109, "Can't coerce out of range value {} to long in {}",
               ToString(number), arguments.op);
}

StatusOr<Value> SubstrBytes(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const std::string text,
                           CoerceToString(arguments[0]));
  for (const size_t i : {1, 2}) {
    if (arguments[i].is_number()) continue;
    return Error(i == 1 ? 16034 : 16035,
                 "{}: {} must be a numeric type (is BSON type {})",
                 arguments.op, i == 1 ? "starting index" : "length",
                 TypeName(arguments[i].type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const int64_t start, ByteCount(arguments, 1));
  MEERKAT_ASSIGN_OR_RETURN(const int64_t length, ByteCount(arguments, 2));
  if (start < 0) {
    return Error(50752, "{}: starting index must be non-negative (got: {})",
                 arguments.op, ToString(arguments[1]));
  }
  const auto size = static_cast<int64_t>(text.size());
  if (start >= size) return Value("");
  const auto begin = static_cast<size_t>(start);
  const bool to_end = length < 0 || length >= size - start;
  const auto end = to_end ? text.size() : static_cast<size_t>(start + length);
  if (IsContinuation(text[begin])) {
    return CutsCharacter(28656, arguments.op, "starting", begin);
  }
  if (end < text.size() && IsContinuation(text[end])) {
    return CutsCharacter(28657, arguments.op, "ending", end);
  }
  return Value(text.substr(begin, end - begin));
}

StatusOr<int32_t> CharacterCount(const Arguments& arguments, size_t i,
                                 int not_number, int not_int) {
  if (!arguments[i].is_number()) {
    return Error(not_number, "{}: argument {} must be a number, found {}",
                 arguments.op, i + 1, ToString(arguments[i]));
  }
  const std::optional<int32_t> count = ToInt32Exact(arguments[i]);
  if (count.has_value()) return *count;
  return Error(not_int, "{}: argument {} must be a 32-bit integer, found {}",
               arguments.op, i + 1, ToString(arguments[i]));
}

StatusOr<Value> SubstrCP(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const std::string text,
                           CoerceToString(arguments[0]));
  MEERKAT_ASSIGN_OR_RETURN(const int32_t start,
                           CharacterCount(arguments, 1, 34450, 34451));
  MEERKAT_ASSIGN_OR_RETURN(const int32_t length,
                           CharacterCount(arguments, 2, 34452, 34453));
  if (length < 0) {
    return Error(34454, "{}: length must be a nonnegative integer, found {}",
                 arguments.op, length);
  }
  if (start < 0) {
    return Error(34455,
                 "{}: starting index must be a nonnegative integer, found {}",
                 arguments.op, start);
  }
  const std::string_view rest = std::string_view(text).substr(
      OffsetOfCharacter(text, static_cast<size_t>(start)));
  return Value(
      rest.substr(0, OffsetOfCharacter(rest, static_cast<size_t>(length))));
}

constexpr Operator kOperators[] = {
    {"$indexOfBytes", 2, 4, &IndexOfBytes},
    {"$indexOfCP", 2, 4, &IndexOfCP},
    {"$substr", 3, 3, &SubstrBytes},
    {"$substrBytes", 3, 3, &SubstrBytes},
    {"$substrCP", 3, 3, &SubstrCP},
};

}  // namespace

constinit const Family kSubstringFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
