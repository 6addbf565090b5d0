// $getField, $setField, $unsetField: one field of a document, whose name may
// hold dots and dollars. MongoDB manual, "$getField (aggregation)", "$setField
// (aggregation)".
#include <meerkat/builder.h>

#include <utility>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/parse.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// --- $getField ---------------------------------------------------------------

Status NoName(const Element& field) {
  return Error(3041704,
               "$getField requires 'field' to evaluate to type String, but "
               "got {}",
               TypeName(field.type()));
}

// Operands: field, input.
StatusOr<Value> GetField(Arguments arguments) {
  const Element& field = arguments[0];
  const Element& input = arguments[1];
  if (field.type() != Type::kString) return NoName(field);
  if (input.type() == Type::kDocument) {
    return Value(input.AsDocument().Find(field.AsString()));
  }
  return input.exists() && IsNullish(input) ? Value(nullptr) : Value();
}

constexpr Operator kGetField = {"$getField", 2, 2, &GetField};

constexpr Parameter kGetParameters[] = {{"field", 3041702}, {"input", 3041703}};
constexpr NamedParameters kGetNamed = {.parameters = kGetParameters,
                                       .error_when_unknown = 3041701};

StatusOr<Expression> ParseGetField(const Element& operand, const Scope& scope) {
  const bool is_named =
      operand.type() == Type::kDocument &&
      (operand.AsDocument().empty() ||
       !operand.AsDocument().begin()->name().starts_with('$'));
  std::vector<Expression> operands;
  if (is_named) {
    MEERKAT_ASSIGN_OR_RETURN(operands,
                             ParseNamedOperands(operand, kGetNamed, scope));
  } else {
    const Value current("$$CURRENT");
    MEERKAT_ASSIGN_OR_RETURN(Expression field, Parse(operand, scope));
    MEERKAT_ASSIGN_OR_RETURN(Expression input, Parse(current.element(), scope));
    operands = {std::move(field), std::move(input)};
  }
  const Value* name = operands[0].constant();
  if (name != nullptr && name->type() != Type::kString) {
    return NoName(name->element());
  }
  return MakeExpression(Call{&kGetField, std::move(operands)});
}

// --- $setField, $unsetField --------------------------------------------------

// Operands: field, value, input. A missing value takes the field away; a new
// field goes to the end.
StatusOr<Value> SetField(Arguments arguments) {
  const Element& value = arguments[1];
  const Element& input = arguments[2];
  if (IsNullish(input)) return Value(nullptr);
  if (input.type() != Type::kDocument) {
    return Error(4161105,
                 "{} requires 'input' to evaluate to type Object, but got {}",
                 arguments.op, TypeName(input.type()));
  }
  const std::string_view name = arguments[0].AsString();
  bool found = false;
  Builder builder;
  for (const Element& field : input.AsDocument()) {
    if (field.name() != name) {
      builder.Append(field);
    } else if (!std::exchange(found, true)) {
      builder.AppendAs(name, value);
    }
  }
  if (!found) builder.AppendAs(name, value);
  return Value(std::move(builder).Finish());
}

constexpr Operator kSetField = {"$setField", 3, 3, &SetField};
constexpr Operator kUnsetField = {"$unsetField", 3, 3, &SetField};

constexpr Parameter kSetParameters[] = {
    {"field", 4161102}, {"value", 4161103}, {"input", 4161109}};
constexpr Parameter kUnsetParameters[] = {{"field", 4161102},
                                          {"input", 4161109}};
constexpr NamedParameters kSetNamed = {kSetParameters, 4161100, 4161101};
constexpr NamedParameters kUnsetNamed = {kUnsetParameters, 4161100, 4161101};

// Documents and arrays count as computed even when all that is in them is
// constant; only {} does not.
bool IsComputed(const Element& text) {
  if (text.type() == Type::kArray) return true;
  return text.type() == Type::kDocument && !text.AsDocument().empty() &&
         !text.AsDocument().begin()->name().starts_with('$');
}

// `text` is what was parsed to `field`.
Status CheckName(std::string_view op, const Element& text,
                 const Expression& field) {
  if (text.type() == Type::kString && text.AsString().starts_with('$')) {
    return Error(4161108, "{} requires 'field' to be no field path, found {}",
                 op, ToString(text));
  }
  const Value* name = field.constant();
  if (name == nullptr || IsComputed(text)) {
    return Error(4161106, "{} requires 'field' to evaluate to a constant", op);
  }
  if (name->type() != Type::kString) {
    return Error(4161107,
                 "{} requires 'field' to evaluate to type String, but got {}",
                 op, TypeName(name->type()));
  }
  if (name->element().AsString().find('\0') != std::string_view::npos) {
    return Error(9534700, "{} requires 'field' to hold no null byte", op);
  }
  return absl::OkStatus();
}

template <const Operator& kOperator, const NamedParameters& kNames>
StatusOr<Expression> ParseSetField(const Element& operand, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           ParseNamedOperands(operand, kNames, scope));
  MEERKAT_RETURN_IF_ERROR(
      CheckName(kOperator.name, operand.AsDocument()["field"], operands[0]));
  if (operands.size() == 2) operands.emplace(operands.begin() + 1);
  return MakeExpression(Call{&kOperator, std::move(operands)});
}

constexpr FormOperator kForms[] = {
    {"$getField", &ParseGetField},
    {"$setField", &ParseSetField<kSetField, kSetNamed>},
    {"$unsetField", &ParseSetField<kUnsetField, kUnsetNamed>},
};

}  // namespace

constinit const Family kNamedFieldFamily = {{}, kForms};

}  // namespace meerkat::query::expression
