// Gives the predicates of a match tree the collator that they compare texts
// with.
//
// A tree is parsed and rewritten without one, since neither asks how texts are
// ordered, and gets it last: Matcher does so with its own tree. What takes part
// are equalities, ranges and $in, and so all that is made of them ($ne, $nin,
// $all, $elemMatch). Regular expressions and $jsonSchema see texts as they are;
// $expr asks its EvaluationContext. MongoDB manual, "Collation".
#pragma once

#include <memory>

#include "query/match/match_node.h"
#include "storage/bson/collator.h"

namespace meerkat::query {

// Null: texts are compared by their bytes, as in a tree fresh from parsing.
void Collate(MatchNode& node,
             const std::shared_ptr<const bson::Collator>& collator);

}  // namespace meerkat::query
