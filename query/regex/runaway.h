// Patterns whose time PCRE2's own limit does not bound.
//
// The match limit of patterns in machine code counts the rounds of a repetition
// and nothing else: (|a)(|a)...x, with forty groups, tries 2^40 ways and counts
// none, and a recursion works for minutes between two counts.
#pragma once

#include <string_view>

#include "query/regex/pcre.h"

namespace meerkat::query {

// Whether where a match is sought depends on what was tried before: then the
// starts of a search cannot be portioned, and the pattern is always watched.
bool TiesStarts(std::string_view pattern);

// Quick: false if MayRunAway is false whatever PCRE2 makes of the pattern.
bool IsWorthAskingForRunaways(std::string_view pattern);

// Whether one attempt may take more than some thousand ways between two counts.
// `code` is what PCRE2 made of `pattern` with PCRE2_AUTO_CALLOUT.
bool MayRunAway(std::string_view pattern, const pcre2_code& code);

}  // namespace meerkat::query
