#include "query/expression/expression.h"

#include <variant>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/fold.h"
#include "query/expression/node.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query {

using expression::Error;

Expression Expression::Constant(Value value) {
  return expression::MakeExpression(expression::Constant{std::move(value)});
}

const Value* Expression::constant() const {
  if (node_ == nullptr) return nullptr;
  const auto* constant = std::get_if<expression::Constant>(&node_->kind);
  return constant == nullptr ? nullptr : &constant->value;
}

size_t VariableNames::Define(std::string_view name) {
  names_.emplace_back(name);
  return names_.size() - 1;
}

std::optional<size_t> VariableNames::Find(std::string_view name) const {
  for (size_t slot = names_.size(); slot-- > 0;) {
    if (names_[slot] == name) return slot;
  }
  return std::nullopt;
}

Status CheckVariableName(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  };
  const auto may_follow = [&](char c) {
    return is_letter(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
  };
  if (name == "CURRENT") return absl::OkStatus();
  if (name.empty()) return Error(9, "empty variable names are not allowed");
  if (!is_letter(name.front())) {
    return Error(9,
                 "'{}' starts with an invalid character for a user variable "
                 "name",
                 name);
  }
  for (const char c : name) {
    if (may_follow(c)) continue;
    return Error(9, "'{}' contains an invalid character for a variable name",
                 name);
  }
  return absl::OkStatus();
}

void EvaluationContext::SetVariable(size_t slot, Operand value) {
  while (variables_.size() <= slot) variables_.emplace_back();
  variables_[slot] = std::move(value);
}

const Operand& EvaluationContext::Variable(size_t slot) const {
  static const Operand kMissing;
  return slot < variables_.size() ? variables_[slot] : kMissing;
}

StatusOr<Expression> ParseExpression(const Element& text,
                                     const VariableNames& variables) {
  MEERKAT_ASSIGN_OR_RETURN(const Expression parsed,
                           expression::Parse(text, {variables}));
  return expression::Folder().Fold(parsed);
}

StatusOr<Value> Evaluate(const Expression& expression,
                         EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(Operand operand,
                           expression::EvaluateOperand(expression, context));
  return std::move(operand).Own();
}

}  // namespace meerkat::query
