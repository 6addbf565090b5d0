// The express path: a query that asks for one document by its _id, as it is,
// needs neither a tree of conditions nor stages.
#pragma once

#include <meerkat/document.h>

#include "engine/find.h"

namespace meerkat::engine {

// The _id that `request` asks for, if it asks for nothing else; missing when it
// must be planned. Borrowed from the filter.
Element ExpressId(const FindRequest& request);

}  // namespace meerkat::engine
