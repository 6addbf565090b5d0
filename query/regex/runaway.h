// Patterns whose time PCRE2's own limit does not bound.
//
// The match limit of patterns in machine code counts the rounds of a repetition
// and nothing else: (|a)(|a)...x, with forty groups, tries 2^40 ways and counts
// none, and a recursion works for minutes between two counts.
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string_view>

namespace meerkat::query {

// Quick: false if MayRunAway is false whatever PCRE2 makes of the pattern.
bool IsWorthAskingForRunaways(std::string_view pattern);

// Whether one attempt may take more than some thousand ways between two counts.
// `code` is what PCRE2 made of `pattern` with PCRE2_AUTO_CALLOUT.
bool MayRunAway(std::string_view pattern, const pcre2_code& code);

}  // namespace meerkat::query
