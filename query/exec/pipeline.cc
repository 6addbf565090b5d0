#include "query/exec/pipeline.h"

#include <utility>
#include <variant>

#include "query/exec/filter.h"
#include "query/exec/group_all.h"
#include "query/exec/skip_limit.h"
#include "query/exec/sort.h"

namespace meerkat::query {

namespace {

class Maker {
 public:
  Maker(ExecutionContext* context, const SorterOptions& sorting,
        std::unique_ptr<Stage> input)
      : context_(context), sorting_(sorting), input_(std::move(input)) {}

  std::unique_ptr<Stage> operator()(const pipeline::Match& match) {
    return std::make_unique<Filter>(context_, match.matcher, std::move(input_));
  }
  std::unique_ptr<Stage> operator()(const pipeline::SortBy& sort) {
    return std::make_unique<Sort>(context_, sort.pattern, sorting_, SortKeeps{},
                                  std::move(input_));
  }
  std::unique_ptr<Stage> operator()(const pipeline::Skip& skip) {
    return std::make_unique<SkipLimit>(skip.count, 0, std::move(input_));
  }
  std::unique_ptr<Stage> operator()(const pipeline::Limit& limit) {
    return std::make_unique<SkipLimit>(0, limit.count, std::move(input_));
  }
  std::unique_ptr<Stage> operator()(const pipeline::GroupAll& group) {
    return std::make_unique<GroupAll>(context_, group, std::move(input_));
  }

 private:
  ExecutionContext* const context_;
  const SorterOptions& sorting_;
  std::unique_ptr<Stage> input_;
};

}  // namespace

std::unique_ptr<Stage> NewStage(const pipeline::Stage& stage,
                                ExecutionContext* context,
                                const SorterOptions& sorting,
                                std::unique_ptr<Stage> input) {
  return std::visit(Maker(context, sorting, std::move(input)), stage);
}

}  // namespace meerkat::query
