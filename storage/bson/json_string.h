// Strings as JSON writes them: what stands in quotes as it is, and what needs
// an escape. Used by the printer and the scanner.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace meerkat::bson {

// The number of leading bytes of `text` that a JSON string holds as they are:
// everything but the quote, the backslash and control characters.
size_t PlainPrefix(std::string_view text);

// Appends `text` in quotes, escaping what must be and nothing else: letters
// beyond ASCII stay UTF-8. REQUIRES: `text` is valid UTF-8; it may hold NUL.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace meerkat::bson
