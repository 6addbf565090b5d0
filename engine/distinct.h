// Distinct: the different values of a field.
#pragma once

#include <meerkat/status.h>
#include <meerkat/value.h>

#include <string_view>
#include <vector>

#include "engine/find.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// Of the documents that match; sort, skip and limit of the request do not
// count. Errors: those of Find, and 17217 when the values take more than 16 MB.
// REQUIRES: an Operation is held.
StatusOr<std::vector<Value>> Distinct(Engine& engine,
                                      const storage::Namespace& ns,
                                      std::string_view path,
                                      const FindRequest& request);

}  // namespace meerkat::engine
