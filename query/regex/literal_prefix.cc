#include "query/regex/literal_prefix.h"

#include <algorithm>
#include <cstddef>

namespace meerkat::query {
namespace {

constexpr std::string_view kSpecial = "\\^$.[|()*+?{";

// Whether a backslash takes all meaning from `c`: ASCII, no letter or digit.
bool IsQuotable(char c) {
  return (c & 0x80) == 0 && !(c >= '0' && c <= '9') &&
         !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
}

bool TakeFront(std::string_view& rest, std::string_view front) {
  if (!rest.starts_with(front)) return false;
  rest.remove_prefix(front.size());
  return true;
}

// Takes what stands for a character, \Q...\E, or a lone \E, which stands for
// nothing, and appends it to `text`. False when something else is next.
bool TakeLiteral(std::string_view& rest, std::string& text) {
  if (rest.empty()) return false;
  if (TakeFront(rest, "\\E")) return true;
  if (TakeFront(rest, "\\Q")) {
    text += rest.substr(0, rest.find("\\E"));
    rest.remove_prefix(std::min(rest.find("\\E"), rest.size()));
    return true;
  }
  if (rest[0] == '\\') {
    if (rest.size() < 2 || !IsQuotable(rest[1])) return false;
    rest.remove_prefix(1);
  } else if (kSpecial.find(rest[0]) != std::string_view::npos) {
    return false;
  }
  text += rest[0];
  rest.remove_prefix(1);
  return true;
}

// Whether the character before `rest` need not be there: a quantifier follows,
// perhaps behind a comment.
bool MakesOptional(std::string_view rest) {
  return rest.starts_with('*') || rest.starts_with('?') ||
         rest.starts_with('{') || rest.starts_with("(?#");
}

void DropLastCharacter(std::string& text) {
  const auto is_continuation = [](char c) { return (c & 0xC0) == 0x80; };
  while (!text.empty() && is_continuation(text.back())) text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

LiteralPrefix FindLiteralPrefix(std::string_view pattern,
                                std::string_view options) {
  // With i letters vary, with m ^ is found inside, with x blanks do not count.
  if (options.find_first_not_of("su") != std::string_view::npos) return {};
  std::string_view rest = pattern;
  if (!TakeFront(rest, "^") && !TakeFront(rest, "\\A")) return {};

  LiteralPrefix prefix;
  while (TakeLiteral(rest, prefix.text)) continue;
  // It may belong to the pattern as a whole: ^abc|d.
  if (rest.find('|') != std::string_view::npos) return {};
  if (MakesOptional(rest)) DropLastCharacter(prefix.text);
  prefix.is_all = rest.empty() || rest == ".*";
  return prefix;
}

}  // namespace meerkat::query
