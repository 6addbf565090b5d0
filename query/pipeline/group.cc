// $group: {$group: {_id: <expression>, total: {$sum: <expression>}}}.
//
// So far over a constant, as drivers count: {_id: 1, n: {$sum: 1}}.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "query/expression/evaluate.h"
#include "query/expression/expression.h"
#include "query/pipeline/stage_parsers.h"
#include "storage/status_macros.h"

namespace meerkat::query::pipeline {

namespace {

// MongoDB gives these errors no names.
constexpr ErrorCode kNoDocument{15947};
constexpr ErrorCode kSecondId{15948};
constexpr ErrorCode kUnknownAccumulator{15952};
constexpr ErrorCode kNoId{15955};
constexpr ErrorCode kNoAccumulator{40234};
constexpr ErrorCode kDotInName{40235};
constexpr ErrorCode kDollarInName{40236};
constexpr ErrorCode kListOfOperands{40237};
constexpr ErrorCode kNotOneAccumulator{40238};

// What MongoDB has beside $sum.
constexpr std::string_view kLaterAccumulators[] = {
    "$accumulator", "$addToSet",   "$avg",    "$bottom",       "$bottomN",
    "$count",       "$first",      "$firstN", "$last",         "$lastN",
    "$max",         "$maxN",       "$median", "$mergeObjects", "$min",
    "$minN",        "$percentile", "$push",   "$stdDevPop",    "$stdDevSamp",
    "$top",         "$topN"};

// An expression that is the same for every document. Error 238 for others.
StatusOr<Value> ParseConstant(const Element& text, std::string_view place,
                              const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const Expression expression,
                           ParseExpression(text, scope.variables));
  if (const Value* constant = expression.constant()) return *constant;
  return MakeError(ErrorCode::kNotImplemented,
                   fmt::format("this version of Meerkat takes constants only "
                               "as the {} of $group, found {}",
                               place, ToString(text)));
}

StatusOr<Value> ParseId(const Element& text, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(Value id, ParseConstant(text, "_id", scope));
  if (!expression::IsDeeperThan(kMaxNestingDepth - 1, id.element())) return id;
  return MakeError(ErrorCode::kOverflow,
                   fmt::format("the _id of $group nests more than {} levels "
                               "deep",
                               kMaxNestingDepth - 1));
}

Status CheckAccumulator(const Element& field) {
  const std::string_view name = field.name();
  const bool is_object = field.type() == Type::kDocument &&
                         !field.AsDocument().empty() &&
                         field.AsDocument().begin()->name().starts_with('$');
  if (!is_object) {
    return MakeError(
        kNoAccumulator,
        fmt::format("The field '{}' must be an accumulator object", name));
  }
  if (name.find('.') != std::string_view::npos) {
    return MakeError(
        kDotInName,
        fmt::format("The field name '{}' cannot contain '.'", name));
  }
  if (name.starts_with('$')) {
    return MakeError(
        kDollarInName,
        fmt::format("The field name '{}' cannot be an operator name", name));
  }
  const DocumentView object = field.AsDocument();
  if (++object.begin() != object.end()) {
    return MakeError(
        kNotOneAccumulator,
        fmt::format("The field '{}' must specify one accumulator", name));
  }
  return absl::OkStatus();
}

StatusOr<GroupAll::Sum> ParseSum(const Element& field, const Scope& scope) {
  MEERKAT_RETURN_IF_ERROR(CheckAccumulator(field));
  const Element operand = *field.AsDocument().begin();
  const std::string_view name = operand.name();
  if (name != "$sum") {
    const bool is_later = std::ranges::find(kLaterAccumulators, name) !=
                          std::end(kLaterAccumulators);
    return is_later
               ? MakeError(ErrorCode::kNotImplemented,
                           fmt::format("this version of Meerkat does not serve "
                                       "the accumulator '{}' of $group",
                                       name))
               : MakeError(kUnknownAccumulator,
                           fmt::format("unknown group operator '{}'", name));
  }
  if (operand.type() == Type::kArray) {
    return MakeError(kListOfOperands,
                     "The $sum accumulator is a unary operator");
  }
  MEERKAT_ASSIGN_OR_RETURN(Value addend,
                           ParseConstant(operand, "operand of $sum", scope));
  return GroupAll::Sum{std::string(field.name()), std::move(addend)};
}

}  // namespace

StatusOr<Stage> ParseGroup(const Element& operand, const Scope& scope) {
  if (operand.type() != Type::kDocument) {
    return MakeError(kNoDocument,
                     "a group's fields must be specified in an object");
  }
  GroupAll group;
  for (const Element& field : operand.AsDocument()) {
    if (field.name() != "_id") {
      MEERKAT_ASSIGN_OR_RETURN(GroupAll::Sum sum, ParseSum(field, scope));
      group.sums.push_back(std::move(sum));
      continue;
    }
    if (group.id.has_value()) {
      return MakeError(kSecondId, "a group's _id may only be specified once");
    }
    MEERKAT_ASSIGN_OR_RETURN(group.id, ParseId(field, scope));
  }
  if (group.id.has_value()) return group;
  return MakeError(kNoId, "a group specification must include an _id");
}

}  // namespace meerkat::query::pipeline
