// From a projection document to its tree.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>

#include "query/expression/expression.h"
#include "query/projection/projection_node.h"
#include "storage/bson/collator.h"

namespace meerkat::query::projection {

// Where a projection stands, which decides what it may say.
enum class ProjectionUse : uint8_t {
  // The projection of find: `$`, $elemMatch, $slice and $meta are operators of
  // its own; an empty one keeps everything.
  kFind,
  // $project: what is not a flag is an expression.
  kProject,
  // $addFields and $set: everything is an expression, numbers too, and all
  // other fields stay.
  kAddFields,
};

// The result owns what it needs: the specification may go. $elemMatch compares
// texts by the collator, by their bytes when it is null. Errors, naming path
// and value:
//   31249, 31250  a path that is, or begins with, another one
//   31253, 31254  inclusion in an exclusion, exclusion in an inclusion
//   31252, 31310  an expression, or another value, in an exclusion
//   31276         `$` twice
//   31394         `$` not at the end of the path
//   31395         `$` in an exclusion
//   31271, 31308  `$` with an expression, with another value
//   31255, 31256  `$` beside $elemMatch
//   31274, 31275  $elemMatch that is no document, that is not at the top
//   28667, 28724  operands of $slice, which is an expression at a path that has
//                 a `$` already
//   31325         an unknown operator
//   17307, 17308  $meta that is no string, an unknown one
//   40218         metadata that no query has here
//   51270         an empty document inside
//   15998, 16410, 40352, 40353, 15: no path (FieldPath::Parse)
// those of filters for $elemMatch, of CheckFilterOfProjection (whole_filter.h)
// and of expressions (ParseExpression);
// and only kProject:
//   31324         `$`
//   51272         nothing to project
// only kAddFields, where paths that collide are 40176, nothing to add adds
// nothing, and an empty document is a value:
//   40181         an operator beside other fields (elsewhere 16410)
//   40183         a dot in the name of a field inside a document
StatusOr<ProjectionTree> ParseProjection(
    DocumentView specification, ProjectionUse use,
    const VariableNames& variables,
    const std::shared_ptr<const bson::Collator>& collator);

}  // namespace meerkat::query::projection
