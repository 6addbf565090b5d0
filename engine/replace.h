// The verb replace.
#pragma once

#include <absl/time/time.h>
#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include "engine/engine.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// Replaces the first matching document. REQUIRES: an Operation is held.
StatusOr<UpdateResult> ReplaceOne(Engine& engine, const storage::Namespace& ns,
                                  DocumentView filter, DocumentView replacement,
                                  const ReplaceOptions& options,
                                  absl::Time deadline = absl::InfiniteFuture());

}  // namespace meerkat::engine
