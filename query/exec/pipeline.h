// From the stages of a pipeline to stages that run.
#pragma once

#include <memory>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "query/pipeline/pipeline.h"
#include "query/sort/sorter.h"

namespace meerkat::query {

// A stage that does what `stage` says to the rows of `input`. The context
// outlives it, and has the collation and the variables of the pipeline.
// `sorting` is how a $sort is to be done.
std::unique_ptr<Stage> NewStage(const pipeline::Stage& stage,
                                ExecutionContext* context,
                                const SorterOptions& sorting,
                                std::unique_ptr<Stage> input);

}  // namespace meerkat::query
