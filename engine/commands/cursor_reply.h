// The part of a reply that carries documents of a cursor.
#pragma once

#include <meerkat/builder.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <string>

#include "engine/commands/command.h"
#include "engine/cursor_impl.h"

namespace meerkat::engine {

struct FirstBatch {
  // Documents; 0 leaves them all to getMore.
  int64_t size = 101;
  // Ends the cursor after it.
  bool is_only = false;
  // Of the cursor that is kept, see OpenCursor.
  bool never_idle = false;
};

// The first batch of a listing: {cursor: {batchSize: ...}}, everything without
// one.
StatusOr<FirstBatch> ListingBatch(const Invocation& call);

// Appends {cursor: {firstBatch, id, ns}} and keeps the cursor for getMore when
// it is not at its end. Error 50 MaxTimeMSExpired.
Status AppendFirstBatch(const Invocation& call, const std::string& ns,
                        std::unique_ptr<CursorImpl> cursor,
                        const FirstBatch& batch, Builder& reply);

// Appends {cursor: {nextBatch, id, ns}} of an open cursor; `size` 0: as many
// documents as fit. Errors: those of CursorRegistry::Take, 175 QueryPlanKilled
// when its collection was dropped or renamed, 50 MaxTimeMSExpired.
Status AppendNextBatch(const Invocation& call, int64_t id,
                       const std::string& ns, int64_t size, Builder& reply);

}  // namespace meerkat::engine
