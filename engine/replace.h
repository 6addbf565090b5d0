// The verb replace.
#pragma once

#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include "engine/engine.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// Replaces the first matching document. REQUIRES: an Operation is held.
StatusOr<UpdateResult> ReplaceOne(Engine& engine, const storage::Namespace& ns,
                                  DocumentView filter, DocumentView replacement,
                                  const ReplaceOptions& options,
                                  const storage::Deadline& deadline = {});

}  // namespace meerkat::engine
