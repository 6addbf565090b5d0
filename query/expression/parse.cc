#include "query/expression/parse.h"

#include <absl/container/flat_hash_set.h>
#include <meerkat/builder.h>

#include <algorithm>
#include <string>
#include <utility>

#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/operator_table.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

using bson::FieldPath;

// --- "$a.b" and "$$NAME.a" ---------------------------------------------------

StatusOr<Expression> MakePath(Path path, std::string_view rest) {
  if (!rest.empty()) {
    MEERKAT_ASSIGN_OR_RETURN(path.path, FieldPath::Parse(rest));
  }
  return MakeExpression(std::move(path));
}

// What a path begins with: CURRENT, unless that was given another meaning, is
// the root document.
Path StartAt(std::string_view variable, const Scope& scope) {
  const std::optional<size_t> slot = scope.variables.Find(variable);
  if (slot.has_value()) return {Path::Start::kVariable, *slot, std::nullopt};
  return {};
}

Status CheckNameOfUse(std::string_view name) {
  const bool upper =
      !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
  // After its capital the name of a system variable is as any other.
  return CheckVariableName(upper ? "a" + std::string(name.substr(1))
                                 : std::string(name));
}

// `text` is without the dollars.
StatusOr<Expression> ParseVariable(std::string_view text, const Scope& scope) {
  const size_t dot = std::min(text.find('.'), text.size());
  const std::string_view name = text.substr(0, dot);
  std::string_view rest = text.substr(dot);
  MEERKAT_RETURN_IF_ERROR(CheckNameOfUse(name));
  if (rest == ".") {
    return Error(40353, "FieldPath must not end with a '.': '$${}'", text);
  }
  if (!rest.empty()) rest.remove_prefix(1);

  if (scope.variables.Find(name).has_value() || name == "ROOT" ||
      name == "CURRENT") {
    return MakePath(StartAt(name, scope), rest);
  }
  // No field can be had of these.
  if (name == "REMOVE") return MakeExpression(Remove{});
  if (name == "NOW") {
    if (rest.empty()) return MakeExpression(Now{});
    return MakeExpression(Remove{});
  }
  if (name == "USER_ROLES" && rest.empty()) {
    return Expression::Constant(Value(Array{}));
  }
  if (name == "CLUSTER_TIME") {
    return Error(10071200,
                 "$$CLUSTER_TIME is the time of a cluster, which an embedded "
                 "database has not");
  }
  return Error(17276, "Use of undefined variable: {}", name);
}

StatusOr<Expression> ParsePath(std::string_view text, const Scope& scope) {
  if (text == "$") {
    return Error(16872, "'$' by itself is not a valid FieldPath");
  }
  if (text.starts_with("$$")) return ParseVariable(text.substr(2), scope);
  return MakePath(StartAt("CURRENT", scope), text.substr(1));
}

// --- documents and arrays ----------------------------------------------------

Status CheckFieldName(std::string_view name) {
  if (name.empty()) {
    return Error(15998, "FieldPath field names may not be empty strings.");
  }
  if (name.front() == '$') {
    return Error(16410,
                 "FieldPath field names may not start with '$': '{}'. Consider "
                 "using $getField or $setField.",
                 name);
  }
  if (name.find('.') != std::string_view::npos) {
    return Error(16412,
                 "FieldPath field names may not contain '.': '{}'. Consider "
                 "using $getField or $setField.",
                 name);
  }
  return absl::OkStatus();
}

StatusOr<Expression> ParseObject(DocumentView text, const Scope& scope) {
  ObjectLiteral object;
  absl::flat_hash_set<std::string> names;
  for (const Element& field : text) {
    MEERKAT_RETURN_IF_ERROR(CheckFieldName(field.name()));
    if (!names.emplace(field.name()).second) {
      return Error(16406, "duplicate field name '{}' in object literal {}",
                   field.name(), ToString(text));
    }
    MEERKAT_ASSIGN_OR_RETURN(Expression value, Parse(field, scope));
    object.fields.push_back({std::string(field.name()), std::move(value)});
  }
  return MakeObject(std::move(object));
}

StatusOr<Expression> ParseArray(DocumentView text, const Scope& scope) {
  ArrayLiteral array;
  for (const Element& item : text) {
    MEERKAT_ASSIGN_OR_RETURN(Expression value, Parse(item, scope));
    array.items.push_back(std::move(value));
  }
  return MakeArray(std::move(array));
}

// --- {$op: operand} ----------------------------------------------------------

StatusOr<Expression> ParseCall(const Operator& op, const Element& operand,
                               const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Expression> operands,
                           op.min == kNamed
                               ? ParseNamedOperands(operand, op.named, scope)
                               : ParseOperands(operand, op.min, op.max, scope,
                                               op.error_when_miscounted));
  return MakeExpression(Call{&op, std::move(operands)});
}

StatusOr<Expression> ParseOperator(const Element& operand, const Scope& scope) {
  const std::string_view name = operand.name();
  if (const FormOperator* form = FindForm(name)) {
    return form->parse(operand, scope);
  }
  if (const Operator* op = FindOperator(name)) {
    return ParseCall(*op, operand, scope);
  }
  if (IsKnownOperator(name)) {
    return Error(238, "this version of Meerkat does not have {}", name);
  }
  return Error(168, "Unrecognized expression '{}'", name);
}

StatusOr<Expression> ParseDocument(DocumentView text, const Scope& scope) {
  if (text.empty() || !text.begin()->name().starts_with('$')) {
    return ParseObject(text, scope);
  }
  if (std::next(text.begin()) != text.end()) {
    return Error(15983,
                 "an expression is an operator alone in its document, found {}",
                 ToString(text));
  }
  return ParseOperator(*text.begin(), scope);
}

std::string WrongCount(std::string_view name, int min, int max, size_t given) {
  if (max == kAny) {
    return fmt::format(
        "Expression {} takes at least {} arguments. {} were "
        "passed in.",
        name, min, given);
  }
  if (min == max) {
    return fmt::format(
        "Expression {} takes exactly {} arguments. {} were "
        "passed in.",
        name, min, given);
  }
  return fmt::format(
      "Expression {} takes at least {} arguments, and at most "
      "{}, but {} were passed in.",
      name, min, max, given);
}

}  // namespace

Expression MakeObject(ObjectLiteral object) {
  Builder builder;
  for (const ObjectLiteral::Field& field : object.fields) {
    const Value* value = field.value.constant();
    if (value == nullptr) return MakeExpression(std::move(object));
    builder.Append(field.name, *value);
  }
  return Expression::Constant(Value(std::move(builder).Finish()));
}

Expression MakeArray(ArrayLiteral array) {
  Builder builder;
  for (const Expression& item : array.items) {
    const Value* value = item.constant();
    if (value == nullptr) return MakeExpression(std::move(array));
    builder.AppendItem(*value);
  }
  return Expression::Constant(Value::ArrayOf(std::move(builder).Finish()));
}

StatusOr<Expression> Parse(const Element& text, const Scope& scope) {
  const Scope inner{scope.variables, scope.depth + 1};
  if (inner.depth > kMaxExpressionDepth) {
    return Error(15, "expression is nested more than {} levels deep",
                 kMaxExpressionDepth);
  }
  switch (text.type()) {
    case Type::kString:
      if (text.AsString().starts_with('$')) {
        return ParsePath(text.AsString(), inner);
      }
      MEERKAT_RETURN_IF_ERROR(CheckString(text));
      break;
    case Type::kDocument:
      return ParseDocument(text.AsDocument(), inner);
    case Type::kArray:
      return ParseArray(text.AsDocument(), inner);
    default:
      break;
  }
  return Expression::Constant(Value(text));
}

StatusOr<std::vector<Expression>> ParseOperands(const Element& operand, int min,
                                                int max, const Scope& scope,
                                                int error) {
  std::vector<Expression> operands;
  const auto add = [&](const Element& text) {
    StatusOr<Expression> parsed = Parse(text, scope);
    if (parsed.ok()) operands.push_back(*std::move(parsed));
    return parsed.status();
  };
  if (operand.type() != Type::kArray) {
    MEERKAT_RETURN_IF_ERROR(add(operand));
  } else {
    for (const Element& item : operand.AsDocument()) {
      MEERKAT_RETURN_IF_ERROR(add(item));
    }
  }
  const auto given = static_cast<int>(operands.size());
  if (given < min || (max != kAny && given > max)) {
    const int usual = min == max || max == kAny ? 16020 : 28667;
    return Error(error != 0 ? error : usual, "{}",
                 WrongCount(operand.name(), min, max, operands.size()));
  }
  return operands;
}

StatusOr<std::vector<Element>> NamedOperands(const Element& operand,
                                             const NamedParameters& named) {
  if (operand.type() != Type::kDocument) {
    return Error(named.error_when_no_document,
                 "{} needs a document of arguments, found {}", operand.name(),
                 ToString(operand));
  }
  std::vector<Element> texts(named.parameters.size());
  for (const Element& given : operand.AsDocument()) {
    const auto place =
        std::ranges::find(named.parameters, given.name(), &Parameter::name);
    if (place == named.parameters.end()) {
      return Error(named.error_when_unknown, "{} has no argument '{}'",
                   operand.name(), given.name());
    }
    texts[static_cast<size_t>(place - named.parameters.begin())] = given;
  }
  for (size_t i = 0; i < texts.size(); ++i) {
    const Parameter& parameter = named.parameters[i];
    if (texts[i].exists() || parameter.error_when_absent == 0) continue;
    return Error(parameter.error_when_absent, "{} needs the argument '{}'",
                 operand.name(), parameter.name);
  }
  return texts;
}

StatusOr<std::vector<Expression>> ParseNamedOperands(
    const Element& operand, const NamedParameters& named, const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, named));
  std::vector<Expression> operands;
  for (const Element& text : texts) {
    operands.emplace_back();
    if (!text.exists()) continue;
    MEERKAT_ASSIGN_OR_RETURN(operands.back(), Parse(text, scope));
  }
  return operands;
}

}  // namespace meerkat::query::expression
