// $and, $or, $not: truth as IsTrue sees it. $and and $or stop at the operand
// that decides; one that is constant decides at once. MongoDB manual, "Boolean
// Expression Operators".
#include <algorithm>

#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/fold.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// True when an operand is `kDecisive`, which ends the search; else not.
template <bool kDecisive>
StatusOr<Operand> FindDecisive(const Form& form, EvaluationContext& context) {
  for (const Expression& operand : form.operands) {
    MEERKAT_ASSIGN_OR_RETURN(const Operand value,
                             EvaluateOperand(operand, context));
    if (IsTrue(value.element()) == kDecisive) return Operand(Value(kDecisive));
  }
  return Operand(Value(!kDecisive));
}

template <bool kDecisive>
StatusOr<Expression> FoldLogical(Form form, Folder& folder) {
  MEERKAT_RETURN_IF_ERROR(folder.FoldAll(form.operands));
  // Then no other operand is evaluated, nor can one fail for a document.
  const bool decided =
      std::ranges::any_of(form.operands, [](const Expression& e) {
        const Value* value = e.constant();
        return value != nullptr && IsTrue(value->element()) == kDecisive;
      });
  if (decided) return Expression::Constant(Value(kDecisive));
  return folder.Compute(MakeExpression(std::move(form)));
}

template <bool kDecisive>
StatusOr<Expression> ParseLogical(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseOperands(operand, 0, kAny, scope));
  Form form{kDecisive ? "$or" : "$and", &FindDecisive<kDecisive>,
            std::move(operands)};
  form.fold = &FoldLogical<kDecisive>;
  return MakeExpression(std::move(form));
}

StatusOr<Value> Not(Arguments arguments) {
  return Value(!IsTrue(arguments[0]));
}

constexpr Operator kOperators[] = {{"$not", 1, 1, &Not}};
constexpr FormOperator kForms[] = {
    {"$and", &ParseLogical<false>},
    {"$or", &ParseLogical<true>},
};

}  // namespace

constinit const Family kBooleanFamily = {kOperators, kForms};

}  // namespace meerkat::query::expression
