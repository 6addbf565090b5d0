// From the array of a pipeline to its stages.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <vector>

#include "query/expression/expression.h"
#include "query/pipeline/pipeline.h"
#include "storage/bson/collator.h"

namespace meerkat::query::pipeline {

// What all stages of a pipeline are read with. Needed only meanwhile.
struct Scope {
  // The variables of the command's `let`.
  const VariableNames& variables;
  // Null: texts are compared by their bytes.
  std::shared_ptr<const bson::Collator> collator;
};

// `stages` is an array; the result owns what it needs. Errors, beside those of
// each stage (stage_parsers.h):
//   14       an item that is no document
//   40323    one with other than one field
//   40324    a stage that MongoDB does not have
//   238      one that this version does not serve yet
//   31082    one that asks a search server
//   7749501  more than 1000 stages
StatusOr<std::vector<Stage>> Parse(DocumentView stages, const Scope& scope);

}  // namespace meerkat::query::pipeline
