// ItemFinder: which item of an array the positional operator stands for, in
// {"a.$": 1} of a projection.
//
//   filter                           document                 item
//   {a: {$gt: 1}}                    {a: [1, 2, 3]}           1, which is 2
//   {"a.b": 2}                       {a: [{b: 1}, {b: 2}]}    1
//   {a: {$gt: 1, $lt: 5}}            {a: [1, 2, 3]}           1: $gt comes last
//   {a: {$all: [3, 1]}}              {a: [1, 2, 3]}           0: 1 comes last
//   {$or: [{a: 3}, {a: 2}]}          {a: [1, 2, 3]}           1: one $in
//   {$or: [{a: 3}, {b: 1}]}          {a: [1, 2, 3], b: 1}     none
//
// Of conditions that must all hold the last one that looked at an array says
// which. Their order is that of explain's parsedQuery: by operator, then by
// path, then as written. What may hold or not, $or, $nor and $not, says
// nothing, but where it comes to one condition. MongoDB manual, "$
// (projection)" and, for the order, "Explain Results".
#pragma once

#include <meerkat/document.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "query/match/match_node.h"
#include "query/match/matcher.h"

namespace meerkat::query {

// Immutable, so threads may share it.
class ItemFinder {
 public:
  // For the documents that `root` holds for.
  explicit ItemFinder(const MatchNode& root);

  // The item's position; nothing when no condition looked at an array, and when
  // context.error says that it could not be found out.
  std::optional<uint32_t> Find(DocumentView document,
                               MatchContext& context) const;

 private:
  // What must hold, in the order it is asked.
  std::vector<AtPath> conditions_;
};

}  // namespace meerkat::query
