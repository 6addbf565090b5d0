// $trim, $ltrim, $rtrim: a string without the blanks, or other characters, at
// its ends. MongoDB manual, "$trim (aggregation)".
#include <algorithm>
#include <span>
#include <vector>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/text.h"

namespace meerkat::query::expression {
namespace {

using std::string_view_literals::operator""sv;

// The manual's list of white space, in UTF-8.
constexpr std::string_view kBlanks[] = {
    "\0"sv,     " "sv,      "\t"sv,     "\n"sv,     "\v"sv,
    "\f"sv,     "\r"sv,     "\u00A0"sv, "\u1680"sv, "\u2000"sv,
    "\u2001"sv, "\u2002"sv, "\u2003"sv, "\u2004"sv, "\u2005"sv,
    "\u2006"sv, "\u2007"sv, "\u2008"sv, "\u2009"sv, "\u200A"sv,
};

enum Ends : unsigned { kLeft = 1, kRight = 2, kBoth = kLeft | kRight };

template <Ends kEnds>
Value TrimOff(std::string_view text,
              std::span<const std::string_view> unwanted) {
  const std::vector<std::string_view> characters = Characters(text);
  std::span<const std::string_view> left(characters);
  const auto is_unwanted = [&](std::string_view character) {
    return std::ranges::find(unwanted, character) != unwanted.end();
  };
  while ((kEnds & kLeft) != 0 && !left.empty() && is_unwanted(left.front())) {
    left = left.subspan(1);
  }
  while ((kEnds & kRight) != 0 && !left.empty() && is_unwanted(left.back())) {
    left = left.first(left.size() - 1);
  }
  if (left.empty()) return Value("");
  const char* end = left.back().data() + left.back().size();
  return Value(std::string_view(left.front().data(), end));
}

// Operands: input, chars.
template <Ends kEnds>
StatusOr<Value> Trim(Arguments arguments) {
  const Element& input = arguments[0];
  if (IsNullish(input)) return Value(nullptr);
  if (input.type() != Type::kString) {
    return Error(50699, "{} requires its input to be a string, got {}",
                 arguments.op, ToString(input));
  }
  if (!arguments.given(1)) return TrimOff<kEnds>(input.AsString(), kBlanks);
  const Element& chars = arguments[1];
  if (IsNullish(chars)) return Value(nullptr);
  if (chars.type() != Type::kString) {
    return Error(50700, "{} requires 'chars' to be a string, got {}",
                 arguments.op, ToString(chars));
  }
  return TrimOff<kEnds>(input.AsString(), Characters(chars.AsString()));
}

constexpr Parameter kParameters[] = {{"input", 50695}, {"chars"}};
constexpr NamedParameters kTrimNamed = {kParameters, 50696, 50694};

constexpr Operator kOperators[] = {
    {"$ltrim", kNamed, kNamed, &Trim<kLeft>, kTrimNamed},
    {"$rtrim", kNamed, kNamed, &Trim<kRight>, kTrimNamed},
    {"$trim", kNamed, kNamed, &Trim<kBoth>, kTrimNamed},
};

}  // namespace

constinit const Family kTrimFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
