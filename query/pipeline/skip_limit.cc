// $skip and $limit: {$skip: 5}, {$limit: 5}.
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "query/pipeline/stage_parsers.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::pipeline {

namespace {

// MongoDB gives these errors no names.
constexpr ErrorCode kBadSkip{5107200};
constexpr ErrorCode kBadLimit{5107201};
constexpr ErrorCode kZeroLimit{15958};

Status BadNumber(ErrorCode code, const Element& operand,
                 std::string_view expected) {
  return MakeError(
      code,
      fmt::format("invalid argument to {} stage: Expected {} in: "
                  "{}: {}",
                  operand.name(), expected, operand.name(), ToString(operand)));
}

// Any number that is whole and not negative.
StatusOr<int64_t> ParseNumber(const Element& operand, ErrorCode code) {
  if (!operand.is_number()) return BadNumber(code, operand, "a number");
  const std::optional<int64_t> number = bson::ToInt64Exact(operand);
  if (!number.has_value()) {
    return BadNumber(code, operand, "a 64-bit integer");
  }
  if (*number < 0) return BadNumber(code, operand, "a non-negative number");
  return *number;
}

}  // namespace

StatusOr<Stage> ParseSkip(const Element& operand, const Scope&) {
  MEERKAT_ASSIGN_OR_RETURN(const int64_t count, ParseNumber(operand, kBadSkip));
  return Skip{count};
}

StatusOr<Stage> ParseLimit(const Element& operand, const Scope&) {
  MEERKAT_ASSIGN_OR_RETURN(const int64_t count,
                           ParseNumber(operand, kBadLimit));
  if (count == 0) return MakeError(kZeroLimit, "the limit must be positive");
  return Limit{count};
}

}  // namespace meerkat::query::pipeline
