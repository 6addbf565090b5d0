// The filter of a partial index: which documents have entries in it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include "engine/engine.h"
#include "index/index_set.h"
#include "index/index_spec.h"

namespace meerkat::engine {

// Error 67 CannotCreateIndex for a filter with other operators than $eq, $gt,
// $gte, $lt, $lte, $in, $exists: true, $type, $and and $or, and those of
// ParseFilter. MongoDB manual, "Partial Indexes".
Status CheckPartialFilter(Engine& engine, const index::IndexSpec& spec);

// Of a filter that was checked. The engine outlives it.
StatusOr<index::DocumentPredicate> MakePartialPredicate(
    Engine& engine, const index::IndexSpec& spec);

}  // namespace meerkat::engine
