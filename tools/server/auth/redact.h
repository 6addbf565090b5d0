// A command as a log or currentOp may show it.
#pragma once

#include <meerkat/document.h>

#include <string_view>

namespace meerkat::server::auth {

// Whether a field of a command holds one.
bool IsSecret(std::string_view field);

// `command` with "xxx" for what is secret in it: the password of createUser and
// updateUser, the payloads of a login and of one inside hello. It goes by the
// names of fields (pwd, payload, speculativeAuthenticate), so that a misspelt
// command is no leak. REQUIRES: valid BSON.
Document WithoutSecrets(DocumentView command);

}  // namespace meerkat::server::auth
