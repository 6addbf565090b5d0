// The conditions of a filter that an index of places serves, where they must
// hold: at the top and in $and.
#pragma once

#include <string_view>

#include "query/match/match_node.h"

namespace meerkat::query {

// Borrowed from the tree; null when there is none.

// {loc: {$near: ...}}; a filter has one at most.
const AtPath* NearCondition(const MatchNode& root);
// {loc: {$geoWithin: ...}}, of a shape on the plane or a cap, at this path.
const AtPath* WithinCondition(const MatchNode& root, std::string_view path);

}  // namespace meerkat::query
