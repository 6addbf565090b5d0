// The verbs that read: find and count; aggregate begins with a find.
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "engine/cursor_impl.h"
#include "engine/engine.h"
#include "engine/prepared_filter.h"
#include "query/exec/execution.h"
#include "query/sort/sorter.h"
#include "storage/catalog.h"
#include "storage/deadline.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// What to find, and how. The views are needed only while the query is made.
struct FindRequest {
  DocumentView filter = {};
  DocumentView sort = {};
  DocumentView projection = {};
  // Variables for expressions in filter and projection.
  DocumentView let = {};
  // How texts are compared (storage/bson/collation.h). Empty: as the
  // collection has it (default_collation.h).
  DocumentView collation = {};
  // Not negative; a limit of 0 is none.
  int64_t skip = 0;
  int64_t limit = 0;
  bool allow_disk_use = true;
  // Which index to use, as query::Hint takes it; missing: none is prescribed.
  Element hint = {};
  // Keys of the hinted index: the first one, and the one after the last. Empty:
  // none.
  DocumentView min = {};
  DocumentView max = {};
  // Shows the keys of the index that was used, and nothing else.
  bool return_key = false;
  // Shows the numbers of the records, as $recordId.
  bool show_record_id = false;
  storage::Deadline deadline = {};
  // Instead of `filter`, `let` and `collation`, when they are ready already.
  std::shared_ptr<const PreparedFilter> prepared = {};
};

// REQUIRES, for all of them: an Operation is held.

// The entry of a collection; none when it does not exist, for which a wrong
// name is the one reason to be told: error 73 InvalidNamespace.
StatusOr<std::optional<storage::CatalogEntry>> FindTarget(
    Engine& engine, const storage::Namespace& ns);

// Without a sort, documents come in the order of their insertion, or in that
// of an index that is hinted.
StatusOr<std::unique_ptr<CursorImpl>> Find(Engine& engine,
                                           const storage::Namespace& ns,
                                           const FindRequest& request);

// The same with more to do to what is found: `add` puts stages upon the last
// one and returns the new last one.
using AddStages = absl::FunctionRef<std::unique_ptr<query::Stage>(
    query::Execution& execution, std::unique_ptr<query::Stage> found)>;
StatusOr<std::unique_ptr<CursorImpl>> Find(Engine& engine,
                                           const storage::Namespace& ns,
                                           const FindRequest& request,
                                           AddStages add);

// How a query sorts what it cannot have in order.
query::SorterOptions SorterOptionsOf(Engine& engine, bool allow_disk_use);

StatusOr<std::optional<Document>> FindOne(Engine& engine,
                                          const storage::Namespace& ns,
                                          const FindRequest& request);

// Neither sort nor projection are looked at.
StatusOr<int64_t> Count(Engine& engine, const storage::Namespace& ns,
                        const FindRequest& request);

}  // namespace meerkat::engine
