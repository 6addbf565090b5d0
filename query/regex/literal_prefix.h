// What every match of an anchored pattern begins with: "abc" for ^abc[0-9]+.
//
// An index on the field then holds all matches between "abc" and "abd", and
// when the pattern says no more than that, no string has to be matched at all.
// MongoDB manual, "$regex", on index use.
#pragma once

#include <string>
#include <string_view>

namespace meerkat::query {

//   pattern            text    is_all
//   ^abc               abc     true
//   ^abc.*             abc     true
//   ^a\.b\Q*\E$        a.b*    false
//   ^abc*, ^abc?d      ab      false
//   ^                          true
//   abc, ^abc|d, (^a)          false
struct LiteralPrefix {
  // Every string that matches begins with it.
  std::string text;
  // And every string that begins with it matches.
  bool is_all = false;
};

// Never wrong, and content with less than the whole truth where the pattern is
// not plain. REQUIRES: PCRE2 has compiled `pattern` with `options`.
LiteralPrefix FindLiteralPrefix(std::string_view pattern,
                                std::string_view options);

}  // namespace meerkat::query
