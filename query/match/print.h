// From a match tree back to a filter document, as explain shows it in
// parsedQuery: every condition with its operator.
//
//   filter                       printed
//   {a: 1}                       {a: {$eq: 1}}
//   {a: 1, b: {$ne: 2}}          {$and: [{a: {$eq: 1}}, {b: {$not: {$eq: 2}}}]}
//   {a: {$nin: [2, 1]}}          {a: {$not: {$in: [1, 2]}}}
//   {a: {$not: {$gt: 1, $lt: 5}}}
//                       {$nor: [{$and: [{a: {$gt: 1}}, {a: {$lt: 5}}]}]}
//   {a: {$type: "number"}}       {a: {$type: ["number"]}}
//   {a: {$bitsAllSet: 6}}        {a: {$bitsAllSet: [1, 2]}}, binary data where
//                                that is shorter than more than 64 positions
//   {a: /^x/i}                   {a: {$regex: "^x", $options: "i"}}
//   {}                           {}
//
// $expr, $jsonSchema and the operators of places come as they were given;
// $comment is gone, and the collation is the query's, not the filter's. Used by
// explain, by query shapes and by normalize.h. MongoDB manual, "Explain
// Results".
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>

#include "query/match/match_node.h"

namespace meerkat::query {

// A filter that ParseFilter takes, with the variables that `root` was parsed
// with, and that the same documents satisfy; printing what it is parsed to
// gives it again.
Document PrintFilter(const MatchNode& root);

// Appends one of the conditions that {$elemMatch: {$gt: 1, $lt: 5}} has for an
// item; `is_alone` when there are no others.
void PrintItemCondition(const MatchNode& condition, bool is_alone,
                        Builder& out);

}  // namespace meerkat::query
