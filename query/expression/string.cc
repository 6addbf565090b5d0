// Strings, whole: $concat, $split, $replaceOne, $replaceAll, $strcasecmp,
// $strLenBytes, $strLenCP, $toLower, $toUpper. Letters have two cases in ASCII
// only, as on the server. MongoDB manual, "String Expression Operators".
#include <meerkat/builder.h>

#include <algorithm>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/text.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

bool IsString(const Element& value) { return value.type() == Type::kString; }

StatusOr<Value> Concat(Arguments arguments) {
  std::string joined;
  for (const Element& part : arguments) {
    if (IsNullish(part)) return Value(nullptr);
    if (!IsString(part)) {
      return Error(16702, "$concat only supports strings, not {}",
                   TypeName(part.type()));
    }
    MEERKAT_RETURN_IF_ERROR(CheckSize(joined.size() + part.AsString().size()));
    joined += part.AsString();
  }
  return Value(joined);
}

StatusOr<Value> Split(Arguments arguments) {
  if (IsNullish(arguments[0]) || IsNullish(arguments[1])) {
    return Value(nullptr);
  }
  if (!IsString(arguments[0])) {
    return Error(40085,
                 "$split requires an expression that evaluates to a "
                 "string as a first argument, found: {}",
                 TypeName(arguments[0].type()));
  }
  if (!IsString(arguments[1])) {
    return Error(10503900,
                 "$split requires an expression that evaluates to a "
                 "string as a second argument, found: {}",
                 TypeName(arguments[1].type()));
  }
  const std::string_view text = arguments[0].AsString();
  const std::string_view separator = arguments[1].AsString();
  if (separator.empty()) {
    return Error(40087, "$split requires a non-empty separator");
  }
  Builder parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(separator, begin), text.size());
    parts.AppendItem(Value(text.substr(begin, end - begin)));
    MEERKAT_RETURN_IF_ERROR(CheckSize(parts.size()));
    begin = end + separator.size();
    if (end == text.size()) break;
  }
  return Value::ArrayOf(std::move(parts).Finish());
}

// --- lengths -----------------------------------------------------------------

StatusOr<Value> StrLenBytes(Arguments arguments) {
  if (!IsString(arguments[0])) {
    return Error(34473, "$strLenBytes requires a string argument, found: {}",
                 TypeName(arguments[0].type()));
  }
  return Value(static_cast<int>(arguments[0].AsString().size()));
}

StatusOr<Value> StrLenCP(Arguments arguments) {
  if (!IsString(arguments[0])) {
    return Error(34471, "$strLenCP requires a string argument, found: {}",
                 TypeName(arguments[0].type()));
  }
  return Value(static_cast<int>(CountCharacters(arguments[0].AsString())));
}

// --- cases -------------------------------------------------------------------

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

template <char (*kChange)(char)>
StatusOr<Value> ChangeCase(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(std::string text, CoerceToString(arguments[0]));
  std::ranges::transform(text, text.begin(), kChange);
  return Value(text);
}

StatusOr<Value> StrCaseCmp(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(std::string left, CoerceToString(arguments[0]));
  MEERKAT_ASSIGN_OR_RETURN(std::string right, CoerceToString(arguments[1]));
  std::ranges::transform(left, left.begin(), &Upper);
  std::ranges::transform(right, right.begin(), &Upper);
  const int order = left.compare(right);
  return Value(order < 0 ? -1 : int{order > 0});
}

// --- replacement -------------------------------------------------------------

constexpr Parameter kReplaceParameters[] = {
    {"input", 51749}, {"find", 51748}, {"replacement", 51747}};
constexpr NamedParameters kReplaceNamed = {kReplaceParameters, 51751, 51750};

Status CheckReplacing(const Arguments& arguments) {
  // Of input, find and replacement.
  constexpr int kErrors[] = {10503904, 10503901, 10503902};
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (IsString(arguments[i]) || IsNullish(arguments[i])) continue;
    return Error(kErrors[i], "{} requires that '{}' be a string, found: {}",
                 arguments.op, kReplaceParameters[i].name,
                 ToString(arguments[i]));
  }
  return absl::OkStatus();
}

// "" is found before every character and at the end.
StatusOr<Value> ReplaceEverywhere(std::string_view input,
                                  std::string_view replacement) {
  std::string result(replacement);
  for (const std::string_view character : Characters(input)) {
    result.append(character).append(replacement);
    MEERKAT_RETURN_IF_ERROR(CheckSize(result.size()));
  }
  return Value(result);
}

enum class Occurrences { kFirst, kAll };

template <Occurrences kOccurrences>
StatusOr<Value> Replace(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckReplacing(arguments));
  if (std::ranges::any_of(arguments, &IsNullish)) return Value(nullptr);
  const std::string_view input = arguments[0].AsString();
  const std::string_view find = arguments[1].AsString();
  const std::string_view replacement = arguments[2].AsString();
  if (kOccurrences == Occurrences::kAll && find.empty()) {
    return ReplaceEverywhere(input, replacement);
  }
  std::string result;
  size_t begin = 0;
  for (size_t end = input.find(find); end != std::string_view::npos;
       end = input.find(find, begin)) {
    result.append(input.substr(begin, end - begin)).append(replacement);
    MEERKAT_RETURN_IF_ERROR(CheckSize(result.size()));
    begin = end + find.size();
    if (kOccurrences == Occurrences::kFirst) break;
  }
  return Value(result.append(input.substr(begin)));
}

constexpr Operator kOperators[] = {
    {"$concat", 0, kAny, &Concat, {}, 0, Grouping::kAdjacent},
    {"$replaceAll", kNamed, kNamed, &Replace<Occurrences::kAll>, kReplaceNamed},
    {"$replaceOne", kNamed, kNamed, &Replace<Occurrences::kFirst>,
     kReplaceNamed},
    {"$split", 2, 2, &Split},
    {"$strLenBytes", 1, 1, &StrLenBytes},
    {"$strLenCP", 1, 1, &StrLenCP},
    {"$strcasecmp", 2, 2, &StrCaseCmp},
    {"$toLower", 1, 1, &ChangeCase<&Lower>},
    {"$toUpper", 1, 1, &ChangeCase<&Upper>},
};

}  // namespace

constinit const Family kStringFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
