// The verb delete, whose name C++ keeps for itself.
#pragma once

#include <absl/time/time.h>
#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <cstdint>

#include "engine/engine.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// REQUIRES, for both: an Operation is held.

// Deletes the first matching document, in the order of insertion.
StatusOr<int64_t> DeleteOne(Engine& engine, const storage::Namespace& ns,
                            DocumentView filter, const WriteConcern& concern,
                            absl::Time deadline = absl::InfiniteFuture());

// Deletes every matching document that is there at the beginning. After an
// error those deleted before it stay deleted.
StatusOr<int64_t> DeleteMany(Engine& engine, const storage::Namespace& ns,
                             DocumentView filter, const WriteConcern& concern,
                             absl::Time deadline = absl::InfiniteFuture());

}  // namespace meerkat::engine
