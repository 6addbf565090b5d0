// Filter: hands on the rows that match.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "query/match/matcher.h"

namespace meerkat::query {

class Filter : public Stage {
 public:
  // `context` outlives it.
  Filter(ExecutionContext* context, std::shared_ptr<const Matcher> matcher,
         std::unique_ptr<Stage> input)
      : context_(context),
        matcher_(std::move(matcher)),
        input_(std::move(input)) {
    match_.random = context_->random();
    match_.interrupt = [this] { return context_->Check(); };
    if (matcher_->has_expressions()) {
      evaluation_ = context_->NewEvaluation();
      match_.evaluation = &*evaluation_;
    }
  }

  Step Next(Row& row) override;
  bool is_exhausted() const override { return input_->is_exhausted(); }

 private:
  ExecutionContext* const context_;
  const std::shared_ptr<const Matcher> matcher_;
  const std::unique_ptr<Stage> input_;
  std::optional<EvaluationContext> evaluation_;
  MatchContext match_;
};

}  // namespace meerkat::query
