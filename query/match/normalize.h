// The normal form of a filter: one tree for the many ways of saying the same.
//
//   filter                                  normal form
//   {$and: [{b: 1}, {$and: [{a: 1}]}]}      {$and: [{a: 1}, {b: 1}]}
//   {$or: [{a: 1}, {a: {$in: [3, 2]}}]}     {a: {$in: [1, 2, 3]}}
//   {$nor: [{a: 1}]}                        {a: {$not: {$eq: 1}}}
//   {a: {$not: {$not: {$gt: 1}}}}           {a: {$gt: 1}}
//   {a: {$in: [1]}}, {$or: [{a: 1}]}        {a: 1}
//   {$and: [{a: 1}, {$alwaysTrue: 1}]}      {a: 1}
//   {$or: [{a: 1}, {}]}                     {}
//   {a: {$in: []}}, {a: 1, b: {$all: []}}   {$alwaysFalse: 1}
//
// Lists are flat, without constants and duplicates, and in one order: what
// stands at a path before what does not, then by path, operator and operand.
// Nothing depends on data or indexes; the planner reads normal forms, and
// printed (print.h) they give a query its shape.
#pragma once

#include "query/match/match_node.h"

namespace meerkat::query {

// The same documents satisfy both, unless evaluating fails for one of them: an
// order of conditions decides which of them is asked, and so which one fails.
// A normal form is its own. All documents are And{}, and none Constant{false}.
//
// The order in which conditions were written is lost here, and item_finder.h
// asks for it.
MatchNode Normalize(MatchNode root);

}  // namespace meerkat::query
