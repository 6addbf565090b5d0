// Base64 with padding (RFC 4648, section 4), as Extended JSON writes binary
// data.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meerkat::bson {

void AppendBase64(std::string& out, std::string_view bytes);

// The bytes that `text` stands for; nothing when it is not whole, padded
// base64.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace meerkat::bson
