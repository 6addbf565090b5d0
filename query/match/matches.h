// What the predicates of a match tree say of values.
#pragma once

#include <meerkat/document.h>

#include "query/match/match_node.h"
#include "query/match/matcher.h"

namespace meerkat::query {

// Whether a document satisfies `node`.
bool Evaluate(const MatchNode& node, DocumentView document,
              MatchContext& context);

// The same for the item of an array that {$elemMatch: {$gt: 1}} looks at: the
// predicates in `node` are about the item, whatever their path says.
bool EvaluateItem(const MatchNode& node, const Element& item,
                  MatchContext& context);

// Whether some value satisfies the predicate that the path reaches from
// `first`, the value of its first component. An item of an array that does, or
// that holds the value that does, is then context.matched_item; of arrays in
// one another it is the item of the outermost.
bool EvaluateFrom(const AtPath& at_path, const Element& first,
                  MatchContext& context);

}  // namespace meerkat::query
