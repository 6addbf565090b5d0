// How each stage of a pipeline is read from its operand. MongoDB manual,
// "Aggregation Stages".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include "query/pipeline/parse.h"
#include "query/pipeline/pipeline.h"

namespace meerkat::query::pipeline {

// Errors: 40156 for what is no text, 40157 for an empty one, 40158, 40159 and
// 40160 for one with a dollar in front, a NUL or a dot, 15948 for "_id".
StatusOr<Stage> ParseCount(const Element& operand, const Scope& scope);

// Errors:
//   15947           no document
//   15955, 15948    without an _id, with two
//   40234 to 40236, 40238   a field that is no {$accumulator: operand}
//   40237           an accumulator with a list of operands
//   15952           an accumulator that MongoDB does not have
//   238             another one than $sum; an _id or an operand that depends on
//                   the document
//   15              an _id nested too deep
//   and those of ParseExpression
StatusOr<Stage> ParseGroup(const Element& operand, const Scope& scope);

// Errors: 5107201 for what is no number, or neither whole nor positive; 15958
// for 0.
StatusOr<Stage> ParseLimit(const Element& operand, const Scope& scope);

// Errors: 15959 for what is no document, those of ParseConditions, 5626500 for
// $near.
StatusOr<Stage> ParseMatch(const Element& operand, const Scope& scope);

// Error 5107200 for what is no number, or neither whole nor positive.
StatusOr<Stage> ParseSkip(const Element& operand, const Scope& scope);

// Errors: 15973 for what is no document, 15976 for an empty one, 16410 for
// $natural, those of SortPattern::Parse.
StatusOr<Stage> ParseSort(const Element& operand, const Scope& scope);

}  // namespace meerkat::query::pipeline
