// Control characters in what is printed: a terminal obeys them, and whoever
// wrote a document could move the cursor or turn the text around.
#pragma once

#include <string>
#include <string_view>

namespace meerkat::tools {

// `text`, in UTF-8, with each control character (U+0000 to U+001F, U+007F to
// U+009F) and each character that changes the direction of text (Unicode,
// "Bidi_Control") as \u and four digits. JSON on one line means the same
// afterwards.
std::string EscapeControls(std::string_view text);

}  // namespace meerkat::tools
