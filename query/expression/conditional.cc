// $cond, $ifNull, $switch: only what is chosen is evaluated, but for what is
// constant and therefore computed beforehand (fold.h). MongoDB manual,
// "Conditional Expression Operators".
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/fold.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// Operands: condition, then, else.
StatusOr<Operand> EvaluateCond(const Form& cond, EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand condition,
                           EvaluateOperand(cond.operands[0], context));
  return EvaluateOperand(cond.operands[IsTrue(condition.element()) ? 1 : 2],
                         context);
}

// Both branches, also the one that is never taken.
StatusOr<Expression> FoldCond(Form cond, Folder& folder) {
  MEERKAT_RETURN_IF_ERROR(folder.FoldAll(cond.operands));
  const Value* condition = cond.operands[0].constant();
  if (condition == nullptr) return MakeExpression(std::move(cond));
  return cond.operands[IsTrue(condition->element()) ? 1 : 2];
}

constexpr Parameter kCondParameters[] = {
    {"if", 17080}, {"then", 17081}, {"else", 17082}};
// What is no document is parsed as a list.
constexpr NamedParameters kCondNamed = {kCondParameters, 0, 17083};

StatusOr<Expression> ParseCond(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           operand.type() == Type::kDocument
                               ? ParseNamedOperands(operand, kCondNamed, scope)
                               : ParseOperands(operand, 3, 3, scope));
  Form cond{"$cond", &EvaluateCond, std::move(operands)};
  cond.fold = &FoldCond;
  return MakeExpression(std::move(cond));
}

// The last one is taken whatever it is.
StatusOr<Operand> EvaluateIfNull(const Form& form, EvaluationContext& context) {
  for (size_t i = 0; i + 1 < form.operands.size(); ++i) {
    MEERKAT_ASSIGN_OR_RETURN(Operand value,
                             EvaluateOperand(form.operands[i], context));
    if (!IsNullish(value.element())) return value;
  }
  return EvaluateOperand(form.operands.back(), context);
}

StatusOr<Expression> ParseIfNull(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseOperands(operand, 2, kAny, scope, 1257300));
  Form form{"$ifNull", &EvaluateIfNull, std::move(operands)};
  form.fold = &FoldWhenConstant;
  return MakeExpression(std::move(form));
}

Status NoBranch() {
  return Error(40069,
               "$switch could not find a matching branch for an input, and no "
               "default was specified.");
}

// Operands: case and then of each branch, and the default, which may be none.
StatusOr<Operand> EvaluateSwitch(const Form& form, EvaluationContext& context) {
  for (size_t i = 0; i + 1 < form.operands.size(); i += 2) {
    MEERKAT_ASSIGN_OR_RETURN(const Operand condition,
                             EvaluateOperand(form.operands[i], context));
    if (IsTrue(condition.element())) {
      return EvaluateOperand(form.operands[i + 1], context);
    }
  }
  if (form.operands.back().exists()) {
    return EvaluateOperand(form.operands.back(), context);
  }
  return NoBranch();
}

// The default first. A branch that is never taken goes away before its
// expression is looked at, and so does all that stands behind one that is
// always taken.
StatusOr<Expression> FoldSwitch(Form form, Folder& folder) {
  MEERKAT_ASSIGN_OR_RETURN(Expression otherwise,
                           folder.Fold(form.operands.back()));
  std::vector<Expression> kept;
  for (size_t i = 0; i + 1 < form.operands.size(); i += 2) {
    MEERKAT_ASSIGN_OR_RETURN(Expression condition,
                             folder.Fold(form.operands[i]));
    const Value* known = condition.constant();
    if (known != nullptr && !IsTrue(known->element())) continue;
    MEERKAT_ASSIGN_OR_RETURN(Expression then,
                             folder.Fold(form.operands[i + 1]));
    if (known != nullptr) {
      otherwise = std::move(then);
      break;
    }
    kept.push_back(std::move(condition));
    kept.push_back(std::move(then));
  }
  if (kept.empty()) {
    if (!otherwise.exists()) return NoBranch();
    return otherwise;
  }
  kept.push_back(std::move(otherwise));
  form.operands = std::move(kept);
  return MakeExpression(std::move(form));
}

constexpr Parameter kBranchParameters[] = {{"case", 40064}, {"then", 40065}};
constexpr NamedParameters kBranchNamed = {kBranchParameters, 40062, 40063};
constexpr Parameter kSwitchParameters[] = {{"branches", 40068}, {"default"}};
constexpr NamedParameters kSwitchNamed = {kSwitchParameters, 40060, 40067};

StatusOr<Expression> ParseSwitch(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kSwitchNamed));
  if (texts[0].type() != Type::kArray) {
    return Error(40061, "$switch needs an array of 'branches', found {}",
                 ToString(texts[0]));
  }
  Form form{"$switch", &EvaluateSwitch, {}};
  form.fold = &FoldSwitch;
  for (const Element& branch : texts[0].AsDocument()) {
    // Its errors tell whose branch it is.
    MEERKAT_ASSIGN_OR_RETURN(
        const std::vector<Expression> parsed,
        ParseNamedOperands(branch.Named("$switch"), kBranchNamed, scope));
    form.operands.insert(form.operands.end(), parsed.begin(), parsed.end());
  }
  if (form.operands.empty()) {
    return Error(40068, "$switch needs at least one branch");
  }
  form.operands.emplace_back();
  if (texts[1].exists()) {
    MEERKAT_ASSIGN_OR_RETURN(form.operands.back(), Parse(texts[1], scope));
  }
  return MakeExpression(std::move(form));
}

constexpr FormOperator kForms[] = {
    {"$cond", &ParseCond},
    {"$ifNull", &ParseIfNull},
    {"$switch", &ParseSwitch},
};

}  // namespace

constinit const Family kConditionalFamily = {{}, kForms};

}  // namespace meerkat::query::expression
