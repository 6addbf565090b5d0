// Does a value keep the rules of a schema?
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include "query/schema/rules.h"

namespace meerkat::query::schema {

// `error` is set, and the answer means nothing, when a regular expression took
// too many steps (51156). REQUIRES: `value` exists.
bool Matches(const Rules& rules, const Element& value, Status& error);

}  // namespace meerkat::query::schema
