#include "engine/aggregate.h"

#include <fmt/format.h>

#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "engine/default_collation.h"
#include "engine/find.h"
#include "engine/prepared_filter.h"
#include "query/exec/pipeline.h"
#include "query/pipeline/parse.h"
#include "query/pipeline/pipeline.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

namespace pipeline = query::pipeline;

// The first of `rest` as a stage of that kind, which is taken off; null when it
// is another one.
template <typename Kind>
const Kind* Take(std::span<const pipeline::Stage>& rest) {
  const Kind* stage = rest.empty() ? nullptr : std::get_if<Kind>(&rest.front());
  if (stage != nullptr) rest = rest.subspan(1);
  return stage;
}

// What the documents come from: a find that does what it can of the first
// stages, so that it may use an index. `rest` is what it leaves to do.
struct Source {
  std::shared_ptr<const PreparedFilter> filter;
  Document sort;
  int64_t skip = 0;
  int64_t limit = 0;
  std::span<const pipeline::Stage> rest;

  Source(std::span<const pipeline::Stage> stages,
         const std::shared_ptr<const PreparedFilter>& everything)
      : filter(everything), rest(stages) {
    if (const auto* match = Take<pipeline::Match>(rest)) {
      filter = std::make_shared<const PreparedFilter>(PreparedFilter{
          *match->matcher, everything->let, everything->collator});
    }
    if (const auto* by = Take<pipeline::SortBy>(rest)) {
      sort = by->pattern.ToDocument();
    }
    if (const auto* first = Take<pipeline::Skip>(rest)) skip = first->count;
    if (const auto* most = Take<pipeline::Limit>(rest)) limit = most->count;
  }
};

StatusOr<std::vector<pipeline::Stage>> ParseStages(
    const AggregateRequest& request, const PreparedFilter& everything) {
  return pipeline::Parse(request.pipeline,
                         {everything.let.names, everything.collator});
}

}  // namespace

StatusOr<std::unique_ptr<CursorImpl>> Aggregate(
    Engine& engine, const storage::Namespace& ns,
    const AggregateRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(
      const std::shared_ptr<const PreparedFilter> everything,
      PrepareFilter(engine, {}, request.let,
                    CollationFor(engine, ns, request.collation)));
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<pipeline::Stage> stages,
                           ParseStages(request, *everything));
  const Source source(stages, everything);
  const FindRequest find{.sort = source.sort,
                         .skip = source.skip,
                         .limit = source.limit,
                         .allow_disk_use = request.allow_disk_use,
                         .hint = request.hint,
                         .deadline = request.deadline,
                         .prepared = source.filter};
  const query::SorterOptions sorting =
      SorterOptionsOf(engine, request.allow_disk_use);
  return Find(
      engine, ns, find,
      [&](query::Execution& execution, std::unique_ptr<query::Stage> found) {
        for (const pipeline::Stage& stage : source.rest) {
          found = query::NewStage(stage, execution.context(), sorting,
                                  std::move(found));
        }
        return found;
      });
}

Status AggregateNothing(Engine& engine, const AggregateRequest& request) {
  MEERKAT_ASSIGN_OR_RETURN(
      const std::shared_ptr<const PreparedFilter> everything,
      PrepareFilter(engine, {}, request.let, request.collation));
  MEERKAT_RETURN_IF_ERROR(ParseStages(request, *everything).status());
  if (request.pipeline.empty()) {
    return MakeError(ErrorCode::kInvalidNamespace,
                     "{aggregate: 1} is not valid for an empty pipeline.");
  }
  const DocumentView first = request.pipeline.begin()->AsDocument();
  return MakeError(ErrorCode::kInvalidNamespace,
                   fmt::format("{{aggregate: 1}} is not valid for '{}'; a "
                               "collection is required.",
                               first.begin()->name()));
}

}  // namespace meerkat::engine
