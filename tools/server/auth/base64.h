// Base64 as RFC 4648 writes it, and in no other spelling.
#pragma once

#include <string>
#include <string_view>

namespace meerkat::server::auth {

std::string EncodeBase64(std::string_view bytes);

// False for what is not the one spelling of some bytes: white space, missing or
// superfluous padding, bits set behind the end.
bool DecodeBase64(std::string_view text, std::string& bytes);

}  // namespace meerkat::server::auth
