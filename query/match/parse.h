// From a filter document to a MatchNode.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <string_view>

#include "query/expression/expression.h"
#include "query/match/match_node.h"

namespace meerkat::query {

// The result owns what it needs: the filter may go. Errors, naming operator
// and field: 2 BadValue, 9 FailedToParse, 51091 and others of regular
// expressions, 238 NotImplemented for operators this version does not have,
// those of ParseExpression for $expr, which may use `variables`, and those of
// CheckWholeFilter (whole_filter.h).
StatusOr<MatchNode> ParseFilter(
    DocumentView filter, const VariableNames& variables = VariableNames());

// The same for a filter inside another, without CheckWholeFilter.
StatusOr<MatchNode> ParseConditions(
    DocumentView filter, const VariableNames& variables = VariableNames());

// Whether a filter may hold `name`: a field's, or an operator's that looks at
// the whole document, $and. Not $gt, which looks at one value.
bool IsAboutDocument(std::string_view name);

}  // namespace meerkat::query
