// GroupAll: one row that tells of all rows; none where there are none.
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>

#include <memory>
#include <utility>
#include <vector>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "query/expression/sum.h"
#include "query/pipeline/pipeline.h"

namespace meerkat::query {

class GroupAll : public Stage {
 public:
  // `context` outlives it.
  GroupAll(ExecutionContext* context, pipeline::GroupAll group,
           std::unique_ptr<Stage> input)
      : context_(context),
        group_(std::move(group)),
        sums_(group_.sums.size()),
        input_(std::move(input)) {}

  Step Next(Row& row) override;
  bool is_exhausted() const override { return is_done_; }

 private:
  void AddRow();
  Document Result() const;

  ExecutionContext* const context_;
  const pipeline::GroupAll group_;
  std::vector<expression::Sum> sums_;
  const std::unique_ptr<Stage> input_;
  Document result_;
  bool is_done_ = false;
};

}  // namespace meerkat::query
