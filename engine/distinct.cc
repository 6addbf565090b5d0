#include "engine/distinct.h"

#include <memory>

#include "engine/default_collation.h"
#include "engine/prepared_filter.h"
#include "query/exec/distinct_values.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

StatusOr<std::vector<Value>> Distinct(Engine& engine,
                                      const storage::Namespace& ns,
                                      std::string_view path,
                                      const FindRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(
      const std::shared_ptr<const PreparedFilter> filter,
      PrepareFilter(engine, request.filter, {},
                    CollationFor(engine, ns, request.collation)));
  const FindRequest matching{
      .hint = request.hint, .deadline = request.deadline, .prepared = filter};
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<CursorImpl> cursor,
                           Find(engine, ns, matching));
  query::DistinctValues values(path, filter->collator,
                               [&] { return cursor->CheckInterrupt(); });
  while (cursor->Next()) {
    MEERKAT_RETURN_IF_ERROR(values.Add(cursor->document()));
  }
  MEERKAT_RETURN_IF_ERROR(cursor->status());
  return values.Take();
}

}  // namespace meerkat::engine
