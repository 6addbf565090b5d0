// Text inside keys: any bytes, closed by a zero that no byte inside equals.
//
//   00 in the text becomes 01 01, and 01 becomes 01 02
//
// which keeps the order, since both pairs sort where the single byte did.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace meerkat::index {

// Appends `text` with its bytes 00 and 01 escaped. Does not close it.
void AppendEscaped(std::string& key, std::string_view text);

// Takes the escapes out of `text` from `start` to its end. Returns false if
// they are not as AppendEscaped writes them.
bool UnescapeFrom(std::string& text, size_t start);

}  // namespace meerkat::index
