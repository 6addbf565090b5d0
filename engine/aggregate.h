// The verb aggregate: what a pipeline makes of the documents of a collection.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>

#include "engine/cursor_impl.h"
#include "engine/engine.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// What to do, and how. The views are needed only while the query is made.
struct AggregateRequest {
  // The array of stages.
  DocumentView pipeline = {};
  // These as in FindRequest.
  DocumentView let = {};
  DocumentView collation = {};
  Element hint = {};
  bool allow_disk_use = true;
  storage::Deadline deadline = {};
};

// REQUIRES, for both: an Operation is held. Errors: those of
// query::pipeline::Parse and of Find.
StatusOr<std::unique_ptr<CursorImpl>> Aggregate(
    Engine& engine, const storage::Namespace& ns,
    const AggregateRequest& request);

// The same without a collection, for stages that bring their own documents;
// this version serves none. Error 73 InvalidNamespace for other pipelines.
Status AggregateNothing(Engine& engine, const AggregateRequest& request);

}  // namespace meerkat::engine
