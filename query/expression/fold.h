// What an expression comes to whatever the document is, computed beforehand:
//
//   {$add: ["$a", {$multiply: [60, 60]}]}   {$add: ["$a", 3600]}
//
// MongoDB does so before it looks at a document, which users see where it
// fails: {$ifNull: ["$a", {$divide: [1, 0]}]} is an error though $a is never
// null. What is known beforehand to be left out is not computed:
// {$switch: {branches: [{case: false, then: {$divide: [1, 0]}}], default: 1}}.
// MongoDB manual, "Aggregation Pipeline Optimization".
#pragma once

#include <meerkat/status.h>

#include <vector>

#include "query/expression/node.h"

namespace meerkat::query::expression {

// Folds the parts of one expression. One thread at a time.
class Folder {
 public:
  Folder();

  // The same expression, folded. What depends on a collation stays, since that
  // is not known yet, and so does what is large or takes long to compute.
  // Errors: those of evaluation.
  StatusOr<Expression> Fold(const Expression& expression);

  // Folds each of `expressions`.
  Status FoldAll(std::vector<Expression>& expressions);

  // `call` or a form as a constant, if all its operands are; else as it is.
  // REQUIRES: the operands are folded.
  StatusOr<Expression> Compute(Expression call);

 private:
  EvaluationContext context_;
};

// How forms are folded (Form::fold).

// The operands, then the whole when all of them are constant.
StatusOr<Expression> FoldWhenConstant(Form form, Folder& folder);

}  // namespace meerkat::query::expression
