// The verb delete, whose name C++ keeps for itself.
#pragma once

#include <meerkat/document.h>
#include <meerkat/options.h>
#include <meerkat/status.h>

#include <cstdint>

#include "engine/engine.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// What to delete, and how. The views are needed only during the call.
struct DeleteRequest {
  // These four as in FindRequest.
  DocumentView filter = {};
  DocumentView let = {};
  DocumentView collation = {};
  Element hint = {};
  WriteConcern write_concern = {};
  storage::Deadline deadline = {};
};

// REQUIRES, for both: an Operation is held.

// Deletes the first matching document, in the order in which Find() gives them.
StatusOr<int64_t> DeleteOne(Engine& engine, const storage::Namespace& ns,
                            const DeleteRequest& request);

// Deletes every matching document that is there at the beginning. After an
// error those deleted before it stay deleted.
StatusOr<int64_t> DeleteMany(Engine& engine, const storage::Namespace& ns,
                             const DeleteRequest& request);

}  // namespace meerkat::engine
