// $filter, $map, $reduce: an expression for every item of an array, which it
// sees as a variable. MongoDB manual, "Array Expression Operators".
#include <meerkat/builder.h>

#include <algorithm>

#include "query/expression/array_items.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// Defines the name that `as` gives, "this" when it is not given.
Status DefineAs(const Element& as, VariableNames& names) {
  if (!as.exists()) {
    names.Define("this");
    return absl::OkStatus();
  }
  const std::string_view name =
      as.type() == Type::kString ? as.AsString() : std::string_view();
  MEERKAT_RETURN_IF_ERROR(CheckVariableName(name));
  names.Define(name);
  return absl::OkStatus();
}

Status NoArray(int code, std::string_view op, const Element& input) {
  return Error(code, "input to {} must be an array not {}", op,
               TypeName(input.type()));
}

// --- $map --------------------------------------------------------------------

// Operands: input, in.
StatusOr<Operand> EvaluateMap(const Form& map, EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand input,
                           EvaluateOperand(map.operands[0], context));
  const Element array = input.element();
  if (IsNullish(array)) return Operand(Value(nullptr));
  if (array.type() != Type::kArray) return NoArray(16883, map.name, array);
  Builder results;
  for (const Element& item : array.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    context.SetVariable(map.slot, Operand::Borrow(item));
    MEERKAT_ASSIGN_OR_RETURN(const Operand result,
                             EvaluateOperand(map.operands[1], context));
    results.AppendItem(result.element());
    MEERKAT_RETURN_IF_ERROR(CheckSize(results.size()));
  }
  return Operand(Value::ArrayOf(std::move(results).Finish()));
}

constexpr Parameter kMapParameters[] = {
    {"input", 16880}, {"as"}, {"in", 16882}};
constexpr NamedParameters kMapNamed = {kMapParameters, 16878, 16879};

StatusOr<Expression> ParseMap(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kMapNamed));
  Form map{"$map", &EvaluateMap, {}, scope.variables.size()};
  VariableNames names = scope.variables;
  MEERKAT_RETURN_IF_ERROR(DefineAs(texts[1], names));
  MEERKAT_ASSIGN_OR_RETURN(Expression input, Parse(texts[0], scope));
  MEERKAT_ASSIGN_OR_RETURN(Expression in, Parse(texts[2], scope.With(names)));
  map.operands = {std::move(input), std::move(in)};
  return MakeExpression(std::move(map));
}

// --- $filter -----------------------------------------------------------------

StatusOr<int32_t> LimitOf(const Expression& limit, EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand operand,
                           EvaluateOperand(limit, context));
  const Element value = operand.element();
  if (IsNullish(value)) return std::numeric_limits<int32_t>::max();
  const std::optional<int32_t> whole = ToInt32Exact(value);
  if (!whole.has_value()) {
    return Error(327391,
                 "$filter: limit must be represented as a 32-bit integral "
                 "value: {}",
                 ToString(value));
  }
  if (*whole <= 0) {
    return Error(327392, "$filter: limit must be greater than 0: {}", *whole);
  }
  return *whole;
}

// Operands: input, cond, limit.
StatusOr<Operand> EvaluateFilter(const Form& filter,
                                 EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand input,
                           EvaluateOperand(filter.operands[0], context));
  const Element array = input.element();
  if (IsNullish(array)) return Operand(Value(nullptr));
  if (array.type() != Type::kArray) return NoArray(28651, filter.name, array);
  MEERKAT_ASSIGN_OR_RETURN(int32_t left, LimitOf(filter.operands[2], context));
  Builder chosen;
  for (const Element& item : array.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    context.SetVariable(filter.slot, Operand::Borrow(item));
    MEERKAT_ASSIGN_OR_RETURN(const Operand keep,
                             EvaluateOperand(filter.operands[1], context));
    if (!IsTrue(keep.element())) continue;
    chosen.AppendItem(item);
    if (--left == 0) break;
  }
  return Operand(Value::ArrayOf(std::move(chosen).Finish()));
}

constexpr Parameter kFilterParameters[] = {
    {"input", 28648}, {"as"}, {"cond", 28650}, {"limit"}};
constexpr NamedParameters kFilterNamed = {kFilterParameters, 28646, 28647};

StatusOr<Expression> ParseFilter(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kFilterNamed));
  Form filter{"$filter", &EvaluateFilter, {}, scope.variables.size()};
  VariableNames names = scope.variables;
  MEERKAT_RETURN_IF_ERROR(DefineAs(texts[1], names));
  MEERKAT_ASSIGN_OR_RETURN(Expression input, Parse(texts[0], scope));
  MEERKAT_ASSIGN_OR_RETURN(Expression cond, Parse(texts[2], scope.With(names)));
  Expression limit;
  if (texts[3].exists()) {
    MEERKAT_ASSIGN_OR_RETURN(limit, Parse(texts[3], scope));
  }
  filter.operands = {std::move(input), std::move(cond), std::move(limit)};
  return MakeExpression(std::move(filter));
}

// --- $reduce -----------------------------------------------------------------

// Operands: input, initialValue, in. Binds this and, after it, value.
StatusOr<Operand> EvaluateReduce(const Form& reduce,
                                 EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand input,
                           EvaluateOperand(reduce.operands[0], context));
  const Element array = input.element();
  if (IsNullish(array)) return Operand(Value(nullptr));
  if (array.type() != Type::kArray) return NoArray(40080, reduce.name, array);
  MEERKAT_ASSIGN_OR_RETURN(Value value, Evaluate(reduce.operands[1], context));
  // Each turn may wrap the value once more, and to look costs a walk.
  constexpr int kLookEvery = 16;
  int turns = 0;
  for (const Element& item : array.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    context.SetVariable(reduce.slot, Operand::Borrow(item));
    context.SetVariable(reduce.slot + 1, Operand(std::move(value)));
    MEERKAT_ASSIGN_OR_RETURN(value, Evaluate(reduce.operands[2], context));
    if (++turns % kLookEvery != 0) continue;
    MEERKAT_RETURN_IF_ERROR(CheckDepth(value.element()));
  }
  MEERKAT_RETURN_IF_ERROR(CheckDepth(value.element()));
  return Operand(std::move(value));
}

constexpr Parameter kReduceParameters[] = {
    {"input", 40077}, {"initialValue", 40078}, {"in", 40079}};
constexpr NamedParameters kReduceNamed = {kReduceParameters, 40075, 40076};

StatusOr<Expression> ParseReduce(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kReduceNamed));
  Form reduce{"$reduce", &EvaluateReduce, {}, scope.variables.size()};
  VariableNames names = scope.variables;
  names.Define("this");
  names.Define("value");
  MEERKAT_ASSIGN_OR_RETURN(Expression input, Parse(texts[0], scope));
  MEERKAT_ASSIGN_OR_RETURN(Expression initial, Parse(texts[1], scope));
  MEERKAT_ASSIGN_OR_RETURN(Expression in, Parse(texts[2], scope.With(names)));
  reduce.operands = {std::move(input), std::move(initial), std::move(in)};
  return MakeExpression(std::move(reduce));
}

constexpr FormOperator kForms[] = {
    {"$filter", &ParseFilter},
    {"$map", &ParseMap},
    {"$reduce", &ParseReduce},
};

}  // namespace

constinit const Family kIterationFamily = {{}, kForms};

}  // namespace meerkat::query::expression
