// Does a value keep the rules of a schema?
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include "query/expression/work.h"
#include "query/schema/rules.h"

namespace meerkat::query::schema {

// REQUIRES: `value` exists.
bool Matches(const Rules& rules, const Element& value, Work& work);

}  // namespace meerkat::query::schema
