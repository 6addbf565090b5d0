#include "query/match/parse.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "query/match/path_operators.h"
#include "query/match/whole_filter.h"
#include "storage/status_macros.h"

namespace meerkat::query {

namespace {

using Children = std::vector<MatchNode>;

// --- operators at the top, which look at the whole document ------------------

// The filters in the array that $and, $or and $nor take.
StatusOr<Children> ParseList(const Element& list,
                             const VariableNames& variables) {
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
                             ParseConditions(item.AsDocument(), variables));
    children.push_back(std::move(child));
  }
  if (children.empty()) {
    return BadValue("{} must be a nonempty array", list.name());
  }
  return children;
}

template <typename Node>
Status ParseLogical(const Element& operand, const VariableNames& variables,
                    Children& out) {
  MEERKAT_ASSIGN_OR_RETURN(Children children, ParseList(operand, variables));
  out.emplace_back(Node{std::move(children)});
  return absl::OkStatus();
}

template <bool kValue>
Status ParseConstant(const Element& operand, const VariableNames&,
                     Children& out) {
  if (!operand.is_number() || bson::ToInt64Exact(operand) != 1) {
    return MakeError(ErrorCode::kFailedToParse,
                     fmt::format("{} must be the integer 1, found {}",
                                 operand.name(), ToString(operand)));
  }
  out.emplace_back(Constant{kValue});
  return absl::OkStatus();
}

Status ParseSampleRate(const Element& operand, const VariableNames&,
                       Children& out) {
  const double rate = operand.is_number() ? bson::ToDouble(operand) : -1;
  const bool is_rate = rate >= 0 && rate <= 1;
  if (!is_rate) {
    return BadValue("$sampleRate must be a number from 0 to 1, found {}",
                    ToString(operand));
  }
  out.emplace_back(SampleRate{rate});
  return absl::OkStatus();
}

Status ParseJsonSchema(const Element& operand, const VariableNames&,
                       Children& out) {
  if (operand.type() != Type::kDocument) {
    return MakeError(ErrorCode::kTypeMismatch,
                     fmt::format("$jsonSchema must be an object, found {}",
                                 ToString(operand)));
  }
  MEERKAT_ASSIGN_OR_RETURN(Schema schema, Schema::Parse(operand.AsDocument()));
  out.emplace_back(
      SatisfiesSchema{std::move(schema), Document(operand.AsDocument())});
  return absl::OkStatus();
}

Status ParseExpr(const Element& operand, const VariableNames& variables,
                 Children& out) {
  MEERKAT_ASSIGN_OR_RETURN(Expression expression,
                           ParseExpression(operand, variables));
  out.emplace_back(IsTrue{std::move(expression), Value(operand)});
  return absl::OkStatus();
}

Status IgnoreComment(const Element&, const VariableNames&, Children&) {
  return absl::OkStatus();
}

Status NotServed(const Element& operand, const VariableNames&, Children&) {
  return MakeError(
      ErrorCode::kNotImplemented,
      fmt::format("this version of Meerkat does not have {}", operand.name()));
}

Status NoScripts(const Element& operand, const VariableNames&, Children&) {
  return BadValue("{} needs a JavaScript engine, and Meerkat has none",
                  operand.name());
}

struct TopOperator {
  std::string_view name;
  Status (*parse)(const Element& operand, const VariableNames& variables,
                  Children& out);
};

constexpr TopOperator kTopOperators[] = {
    {"$alwaysFalse", &ParseConstant<false>},
    {"$alwaysTrue", &ParseConstant<true>},
    {"$and", &ParseLogical<And>},
    {"$comment", &IgnoreComment},
    {"$expr", &ParseExpr},
    {"$jsonSchema", &ParseJsonSchema},
    {"$nor", &ParseLogical<Nor>},
    {"$or", &ParseLogical<Or>},
    {"$sampleRate", &ParseSampleRate},
    {"$text", &NotServed},
    {"$where", &NoScripts},
};

Status ParseTopOperator(const Element& operand, const VariableNames& variables,
                        Children& out) {
  for (const TopOperator& row : kTopOperators) {
    if (row.name == operand.name()) return row.parse(operand, variables, out);
  }
  return BadValue("unknown top level operator: {}", operand.name());
}

// --- fields ------------------------------------------------------------------

// Those of a DBRef are names of fields, whatever they begin with.
bool IsFieldName(std::string_view name) {
  return !name.starts_with('$') || name == "$ref" || name == "$id" ||
         name == "$db";
}

Status ParseField(const Element& field, Children& out) {
  const bson::FieldPath path = bson::FieldPath::Split(field.name());
  if (field.type() == Type::kRegex) return ParseRegexValue(path, field, out);
  if (IsOperatorDocument(field)) {
    return ParsePathOperators(path, field.AsDocument(), out);
  }
  return ParseEquality(path, field, out);
}

}  // namespace

bool IsAboutDocument(std::string_view name) {
  return IsFieldName(name) ||
         std::ranges::find(kTopOperators, name, &TopOperator::name) !=
             std::end(kTopOperators);
}

StatusOr<MatchNode> ParseFilter(DocumentView filter,
                                const VariableNames& variables) {
  MEERKAT_ASSIGN_OR_RETURN(MatchNode root, ParseConditions(filter, variables));
  MEERKAT_RETURN_IF_ERROR(CheckWholeFilter(root));
  return root;
}

StatusOr<MatchNode> ParseConditions(DocumentView filter,
                                    const VariableNames& variables) {
  Children children;
  for (const Element& field : filter) {
    MEERKAT_RETURN_IF_ERROR(IsFieldName(field.name())
                                ? ParseField(field, children)
                                : ParseTopOperator(field, variables, children));
  }
  return MatchNode(And{std::move(children)});
}

}  // namespace meerkat::query
