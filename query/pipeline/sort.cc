// $sort: {$sort: {a: 1, b: -1}}.
#include <utility>

#include "query/pipeline/stage_parsers.h"
#include "storage/status_macros.h"

namespace meerkat::query::pipeline {

namespace {

constexpr ErrorCode kNoPattern{15973};
constexpr ErrorCode kEmptyPattern{15976};
constexpr ErrorCode kDollarInPath{16410};

}  // namespace

StatusOr<Stage> ParseSort(const Element& operand, const Scope&) {
  if (operand.type() != Type::kDocument) {
    return MakeError(kNoPattern,
                     "the $sort key specification must be an object");
  }
  MEERKAT_ASSIGN_OR_RETURN(SortPattern pattern,
                           SortPattern::Parse(operand.AsDocument()));
  if (pattern.empty()) {
    return MakeError(kEmptyPattern,
                     "$sort stage must have at least one sort key");
  }
  // The order of insertion is a way of scanning; a stage has rows, not records.
  if (pattern.natural().has_value()) {
    return MakeError(kDollarInPath,
                     "$sort key '$natural': field names may not start with "
                     "'$'");
  }
  return SortBy{std::move(pattern)};
}

}  // namespace meerkat::query::pipeline
