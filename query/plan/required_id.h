// RequiredId: the one _id that a filter lets through.
//
//   {_id: 5}                            5
//   {a: 1, $and: [{_id: {$eq: "x"}}]}   "x"
//   {_id: {$gt: 5}}, {$or: [...]}       none
#pragma once

#include <meerkat/value.h>

#include "query/match/match_node.h"

namespace meerkat::query {

// Borrowed from the tree. Null when the filter does not say, or when a
// collation makes several texts equal. No _id is an array, so nothing in one
// can be equal either.
const Value* RequiredId(const MatchNode& root);

}  // namespace meerkat::query
