#include "query/expression/fold.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "query/expression/evaluate.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// Constants that are larger are computed anew for each document rather than
// kept, and computations of more steps are left to where a deadline ends them.
constexpr size_t kMaxConstantSize = 64 * 1024;
constexpr int kMaxAsked = 1000;

// The code with which a computation is given up; no operator has it.
constexpr ErrorCode kGivenUp{-1};

bool IsConstant(const Expression& expression) {
  return !expression.exists() || expression.constant() != nullptr;
}

// --- operands that can be taken together -------------------------------------

// Appends operands that are all constant: one by itself, several as what the
// operator makes of them.
Status AppendTogether(const Operator& op, std::vector<Expression> constants,
                      std::vector<Expression>& operands, Folder& folder) {
  if (constants.size() > 1) {
    MEERKAT_ASSIGN_OR_RETURN(
        const Expression together,
        folder.Compute(MakeExpression(Call{&op, constants})));
    if (together.constant() != nullptr) constants = {together};
  }
  std::ranges::move(constants, std::back_inserter(operands));
  return absl::OkStatus();
}

// Puts the constant operands together: those side by side, or all of them at
// the end.
Status Group(Call& call, Folder& folder) {
  const bool at_end = call.op->grouping == Grouping::kAnyOrder;
  std::vector<Expression> grouped;
  std::vector<Expression> constants;
  for (Expression& operand : call.operands) {
    if (operand.constant() != nullptr) {
      constants.push_back(std::move(operand));
      continue;
    }
    if (!at_end) {
      MEERKAT_RETURN_IF_ERROR(AppendTogether(
          *call.op, std::exchange(constants, {}), grouped, folder));
    }
    grouped.push_back(std::move(operand));
  }
  MEERKAT_RETURN_IF_ERROR(
      AppendTogether(*call.op, std::move(constants), grouped, folder));
  call.operands = std::move(grouped);
  return absl::OkStatus();
}

// --- node by node ------------------------------------------------------------

class NodeFolder {
 public:
  NodeFolder(const Expression& whole, Folder& folder)
      : whole_(whole), folder_(folder) {}

  template <typename Leaf>
  StatusOr<Expression> operator()(const Leaf&) const {
    return whole_;
  }

  StatusOr<Expression> operator()(Call call) const {
    MEERKAT_RETURN_IF_ERROR(folder_.FoldAll(call.operands));
    const bool all = std::ranges::all_of(call.operands, &IsConstant);
    if (!all && call.op->grouping != Grouping::kNone) {
      MEERKAT_RETURN_IF_ERROR(Group(call, folder_));
    }
    return folder_.Compute(MakeExpression(std::move(call)));
  }

  StatusOr<Expression> operator()(Form form) const {
    if (form.fold != nullptr) return form.fold(std::move(form), folder_);
    MEERKAT_RETURN_IF_ERROR(folder_.FoldAll(form.operands));
    return MakeExpression(std::move(form));
  }

  StatusOr<Expression> operator()(ObjectLiteral object) const {
    for (ObjectLiteral::Field& field : object.fields) {
      MEERKAT_ASSIGN_OR_RETURN(field.value, folder_.Fold(field.value));
    }
    return MakeObject(std::move(object));
  }

  StatusOr<Expression> operator()(ArrayLiteral array) const {
    MEERKAT_RETURN_IF_ERROR(folder_.FoldAll(array.items));
    return MakeArray(std::move(array));
  }

 private:
  const Expression& whole_;
  Folder& folder_;
};

const std::vector<Expression>& OperandsOf(const Expression& expression) {
  const ExpressionNode& node = expression.node();
  if (const auto* call = std::get_if<Call>(&node.kind)) return call->operands;
  return std::get<Form>(node.kind).operands;
}

}  // namespace

// The moment is not asked for, and what asks for chance has no operands.
Folder::Folder() : context_(Date{}, nullptr) {
  context_.set_interrupt([asked = 0]() mutable -> Status {
    if (++asked < kMaxAsked) return absl::OkStatus();
    return MakeError(kGivenUp, "not beforehand");
  });
}

StatusOr<Expression> Folder::Fold(const Expression& expression) {
  if (!expression.exists()) return expression;
  return std::visit(NodeFolder(expression, *this), expression.node().kind);
}

Status Folder::FoldAll(std::vector<Expression>& expressions) {
  for (Expression& expression : expressions) {
    MEERKAT_ASSIGN_OR_RETURN(expression, Fold(expression));
  }
  return absl::OkStatus();
}

StatusOr<Expression> Folder::Compute(Expression call) {
  if (!std::ranges::all_of(OperandsOf(call), &IsConstant)) return call;
  context_.forget_collator_use();
  StatusOr<Value> value = Evaluate(call, context_);
  if (!value.ok()) {
    if (ErrorCodeOf(value.status()) == kGivenUp) return call;
    return value.status();
  }
  const bool stays = context_.collator_used() || !value->exists() ||
                     value->element().payload().size() > kMaxConstantSize;
  return stays ? call : Expression::Constant(*std::move(value));
}

StatusOr<Expression> FoldWhenConstant(Form form, Folder& folder) {
  MEERKAT_RETURN_IF_ERROR(folder.FoldAll(form.operands));
  return folder.Compute(MakeExpression(std::move(form)));
}

}  // namespace meerkat::query::expression
