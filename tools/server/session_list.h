// The sessions that a command names: [{id: UUID}, ...].
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "tools/server/command_table.h"
#include "tools/server/sessions.h"

namespace meerkat::server {

// What a driver sends at once; MongoDB has the same limit.
inline constexpr size_t kMostSessionsInCommand = 10'000;

// Those in the first field, as whoever is logged in has them. Errors: 14
// TypeMismatch, those of SessionIdIn and TooManySessions.
StatusOr<std::vector<SessionKey>> SessionsIn(const Call& call);

// Error 2 BadValue.
Status TooManySessions(std::string_view field);

}  // namespace meerkat::server
