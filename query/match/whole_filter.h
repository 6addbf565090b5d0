// What a filter as a whole must keep to, whatever its parts say.
#pragma once

#include <meerkat/status.h>

#include "query/match/match_node.h"

namespace meerkat::query {

// Errors: 2 BadValue for $jsonSchema, $expr and $sampleRate inside $elemMatch,
// where there is no document to look at, for $near and $nearSphere anywhere but
// at the top and in $and, and for more than one of them.
Status CheckWholeFilter(const MatchNode& root);

// The same for a filter that a projection asks again: that of {a: {$elemMatch:
// ...}}, and the query's beside {"a.$": 1}. Errors: 224 QueryFeatureNotAllowed
// for $expr and $jsonSchema, 5626500 for $near and $nearSphere; and 2 BadValue
// for $expr and $sampleRate inside $elemMatch.
// MongoDB manual, "$elemMatch (projection)" and "$ (projection)".
Status CheckFilterOfProjection(const MatchNode& root);

// The same for the filter of a pipeline's $match, which may not ask for an
// order. Errors: 5626500 for $near and $nearSphere; and 2 BadValue as above.
Status CheckFilterOfPipeline(const MatchNode& root);

}  // namespace meerkat::query
