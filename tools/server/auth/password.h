// A password as the mechanisms take it: the first step on both sides of a
// login.
#pragma once

#include <meerkat/status.h>

#include <string>
#include <string_view>

#include "tools/server/auth/mechanism.h"

namespace meerkat::server::auth {

// SCRAM-SHA-256: `password` by SASLprep (RFC 4013), which makes equal what only
// looks equal: "IX" for the one character U+2168. ASCII stays as it is. Without
// ICU there are passwords in ASCII only.
// SCRAM-SHA-1: the MD5 of "user:mongo:password" in hexadecimal.
//
// Errors: 2 BadValue for one that is empty, no UTF-8, holds a character that
// SASLprep forbids (a control character), or is not in ASCII where there is no
// ICU; those of digest.h. A message never tells the password.
StatusOr<std::string> PreparePassword(Mechanism mechanism,
                                      std::string_view user,
                                      std::string_view password);

}  // namespace meerkat::server::auth
