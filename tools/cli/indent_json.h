// Spreads a JSON text over lines, for people.
#pragma once

#include <string>
#include <string_view>

namespace meerkat::tools {

// One field or item a line, two spaces a level; empty documents and arrays
// stay together. REQUIRES: `json` is what ToJson printed (it has no white space
// between its tokens).
std::string IndentJson(std::string_view json);

}  // namespace meerkat::tools
