// The error of a key that a unique index would have twice.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include "index/index_changes.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// 11000 DuplicateKey with keyPattern and keyValue, as drivers read them, and
// the collation of the index where it has one. MongoDB manual, "Unique
// Indexes".
Status DuplicateKeyError(const storage::Namespace& ns,
                         const index::DuplicateKey& key);
// Of the index on _id.
Status DuplicateIdError(const storage::Namespace& ns, const Element& id);

}  // namespace meerkat::engine
