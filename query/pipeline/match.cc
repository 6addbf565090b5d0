// $match: {$match: <filter>}.
#include <memory>
#include <utility>

#include "query/match/parse.h"
#include "query/match/whole_filter.h"
#include "query/pipeline/stage_parsers.h"
#include "storage/status_macros.h"

namespace meerkat::query::pipeline {

namespace {

constexpr ErrorCode kNoFilter{15959};

}  // namespace

StatusOr<Stage> ParseMatch(const Element& operand, const Scope& scope) {
  if (operand.type() != Type::kDocument) {
    return MakeError(kNoFilter,
                     "the match filter must be an expression in an object");
  }
  MEERKAT_ASSIGN_OR_RETURN(
      MatchNode root, ParseConditions(operand.AsDocument(), scope.variables));
  MEERKAT_RETURN_IF_ERROR(CheckFilterOfPipeline(root));
  return Match{
      std::make_shared<const Matcher>(std::move(root), scope.collator)};
}

}  // namespace meerkat::query::pipeline
