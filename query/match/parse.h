// From a filter document to a MatchNode.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include "query/match/match_node.h"

namespace meerkat::query {

// The result owns what it needs: the filter may go. Errors, naming operator
// and field: 2 BadValue, 9 FailedToParse, 51091 and others of regular
// expressions, 238 NotImplemented for operators this version does not have.
StatusOr<MatchNode> ParseFilter(DocumentView filter);

}  // namespace meerkat::query
