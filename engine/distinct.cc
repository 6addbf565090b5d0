#include "engine/distinct.h"

#include <memory>

#include "query/exec/distinct_values.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

StatusOr<std::vector<Value>> Distinct(Engine& engine,
                                      const storage::Namespace& ns,
                                      std::string_view path,
                                      const FindRequest& request) {
  const FindRequest matching{.filter = request.filter,
                             .deadline = request.deadline};
  MEERKAT_ASSIGN_OR_RETURN(const std::unique_ptr<CursorImpl> cursor,
                           Find(engine, ns, matching));
  query::DistinctValues values(path);
  while (cursor->Next()) {
    MEERKAT_RETURN_IF_ERROR(values.Add(cursor->document()));
  }
  MEERKAT_RETURN_IF_ERROR(cursor->status());
  return values.Take();
}

}  // namespace meerkat::engine
