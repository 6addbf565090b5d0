// Bytes of a message as its error may show them.
#pragma once

#include <string>
#include <string_view>

namespace meerkat::server {

// `text` in ASCII, other bytes as \xff, cut off where it is long: a message
// goes back to the client as a string of BSON, and into the log.
std::string Printable(std::string_view text);

}  // namespace meerkat::server
