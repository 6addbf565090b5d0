#include "query/match/parse.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "query/match/path_operators.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

using Children = std::vector<MatchNode>;

// --- operators at the top, which look at the whole document ------------------

// The filters in the array that $and, $or and $nor take.
StatusOr<Children> ParseList(const Element& list) {
  if (list.type() != Type::kArray) {
    return BadValue("{} must be an array, found {}", list.name(),
                    ToString(list));
  }
  Children children;
  for (const Element& item : list.AsDocument()) {
    if (item.type() != Type::kDocument) {
      return BadValue("the entries of {} must be objects, found {}",
                      list.name(), ToString(item));
    }
    MEERKAT_ASSIGN_OR_RETURN(MatchNode child,
                             ParseFilter(item.AsDocument()));
    children.push_back(std::move(child));
  }
  if (children.empty()) {
    return BadValue("{} must be a nonempty array", list.name());
  }
  return children;
}

template <typename Node>
Status ParseLogical(const Element& operand, Children& out) {
  MEERKAT_ASSIGN_OR_RETURN(Children children, ParseList(operand));
  out.emplace_back(Node{std::move(children)});
  return absl::OkStatus();
}

template <bool kValue>
Status ParseConstant(const Element& operand, Children& out) {
  if (!operand.is_number() || bson::ToInt64Exact(operand) != 1) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("{} must be the integer 1, found {}",
                                 operand.name(), ToString(operand)));
  }
  out.emplace_back(Constant{kValue});
  return absl::OkStatus();
}

Status ParseSampleRate(const Element& operand, Children& out) {
  const double rate = operand.is_number() ? bson::ToDouble(operand) : -1;
  const bool is_rate = rate >= 0 && rate <= 1;
  if (!is_rate) {
    return BadValue("$sampleRate must be a number from 0 to 1, found {}",
                    ToString(operand));
  }
  out.emplace_back(SampleRate{rate});
  return absl::OkStatus();
}

Status IgnoreComment(const Element&, Children&) { return absl::OkStatus(); }

Status NotServed(const Element& operand, Children&) {
  return MakeError(
      ErrorCode::kNotImplemented,
      fmt::format("this version of Meerkat does not have {}", operand.name()));
}

Status NoScripts(const Element& operand, Children&) {
  return BadValue("{} needs a JavaScript engine, and Meerkat has none",
                  operand.name());
}

struct TopOperator {
  std::string_view name;
  Status (*parse)(const Element& operand, Children& out);
};

constexpr TopOperator kTopOperators[] = {
    {"$alwaysFalse", &ParseConstant<false>},
    {"$alwaysTrue", &ParseConstant<true>},
    {"$and", &ParseLogical<And>},
    {"$comment", &IgnoreComment},
    {"$expr", &NotServed},
    {"$jsonSchema", &NotServed},
    {"$nor", &ParseLogical<Nor>},
    {"$or", &ParseLogical<Or>},
    {"$sampleRate", &ParseSampleRate},
    {"$text", &NotServed},
    {"$where", &NoScripts},
};

Status ParseTopOperator(const Element& operand, Children& out) {
  for (const TopOperator& row : kTopOperators) {
    if (row.name == operand.name()) return row.parse(operand, out);
  }
  return BadValue("unknown top level operator: {}", operand.name());
}

// --- fields ------------------------------------------------------------------

Status ParseField(const Element& field, Children& out) {
  const bson::FieldPath path = bson::FieldPath::Split(field.name());
  if (field.type() == Type::kRegex) return ParseRegexValue(path, field, out);
  if (IsOperatorDocument(field)) {
    return ParsePathOperators(path, field.AsDocument(), out);
  }
  return ParseEquality(path, field, out);
}

}  // namespace

StatusOr<MatchNode> ParseFilter(DocumentView filter) {
  Children children;
  for (const Element& field : filter) {
    MEERKAT_RETURN_IF_ERROR(field.name().starts_with('$')
                                ? ParseTopOperator(field, children)
                                : ParseField(field, children));
  }
  return MatchNode(And{std::move(children)});
}

}  // namespace meerkat::query
