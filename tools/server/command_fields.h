// The fields that the commands about users take.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <initializer_list>
#include <string_view>

namespace meerkat::server {

// Whether every command takes a field of this name.
bool IsGeneric(std::string_view name);

// Every field is the command's own name (the first), one of `names`, or one
// that every command takes (lsid, writeConcern, $db ...), and comes once.
// Errors: 40415 for an unknown field, 40413 for a second of its name.
Status CheckFields(DocumentView command,
                   std::initializer_list<std::string_view> names);

}  // namespace meerkat::server
