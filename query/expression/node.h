// ExpressionNode: a parsed expression as a tree, a closed sum type.
//
//   {$cond: [{$gt: ["$a", 5]}, "$b.c", "low"]}
//
//   Form $cond
//     Call $gt
//       Path $$ROOT.a
//       Constant 5
//     Path $$ROOT.b.c
//     Constant "low"
//
// Operators are rows of tables, one table for each family: a Call evaluates
// its operands and hands their values to a plain function; a Form does with
// its operands what it wants, as those do that bind variables or leave a
// branch out.
#pragma once

#include <meerkat/document.h>
#include <meerkat/value.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "query/expression/expression.h"
#include "query/regex/regex.h"
#include "storage/bson/field_path.h"

namespace meerkat::query::expression {

// --- operators ---------------------------------------------------------------

// The values of a call's operands, missing where one has none, and the name of
// the operator for errors. They live as long as the call.
struct Arguments {
  std::span<const Element> values;
  std::string_view op;
  std::span<const Expression> operands;
  EvaluationContext& context;

  const bson::Collator* collator() const { return context.collator(); }
  // To be called in loops over items, whose number has no bound.
  Status Step() const { return context.Step(); }

  // Whether an operand that need not be given was.
  bool given(size_t i) const {
    return i < operands.size() && operands[i].exists();
  }

  const Element& operator[](size_t i) const { return values[i]; }
  size_t size() const { return values.size(); }
  auto begin() const { return values.begin(); }
  auto end() const { return values.end(); }
};
using Function = StatusOr<Value> (*)(Arguments arguments);

struct Parameter {
  std::string_view name;
  // The error when it is not given; 0 when it need not be.
  int error_when_absent = 0;
};

// {$op: {name: operand, ...}}: the operands become those of a call in the
// order of `parameters`.
struct NamedParameters {
  std::span<const Parameter> parameters;
  int error_when_no_document = 0;
  int error_when_unknown = 0;
};

// Whether an operator may take its constant operands together before it knows
// the others: it may where they stand side by side, or wherever they stand.
enum class Grouping { kNone, kAdjacent, kAnyOrder };

// An operator whose operands are evaluated first.
struct Operator {
  std::string_view name;
  // How many operands; for named ones kNamed, and `named` tells.
  int min;
  int max;
  Function function;
  NamedParameters named = {};
  // The error for a wrong number of operands; 0 for the one that most have.
  int error_when_miscounted = 0;
  Grouping grouping = Grouping::kNone;
};
// As `max`: any number.
inline constexpr int kAny = -1;
// As `min` and `max`.
inline constexpr int kNamed = -2;

class Folder;
struct Form;
struct Scope;
using FormParser = StatusOr<Expression> (*)(const Element& operand,
                                            const Scope& scope);
using FormFunction = StatusOr<Operand> (*)(const Form& form,
                                           EvaluationContext& context);

// What becomes of a form when its constants are computed (fold.h).
using FormFolder = StatusOr<Expression> (*)(Form form, Folder& folder);

// An operator that parses its operand itself, mostly to a Form.
struct FormOperator {
  std::string_view name;
  FormParser parse;
};

// --- nodes -------------------------------------------------------------------

struct Constant {
  Value value;
};

// A field of the root document or of a variable, or the whole of either.
struct Path {
  enum class Start { kRoot, kVariable };
  Start start = Start::kRoot;
  size_t slot = 0;
  std::optional<bson::FieldPath> path;
};

// $$REMOVE, which is missing, and $$NOW.
struct Remove {};
struct Now {};

struct Call {
  const Operator* op;
  std::vector<Expression> operands;
};

struct Form {
  // With its dollar.
  std::string_view name;
  FormFunction function;
  // What they are is the form's matter; one that was not given is none.
  std::vector<Expression> operands;
  // The first of the variables that it binds.
  size_t slot = 0;
  // Of the $regex operators, when the pattern is known beforehand.
  std::optional<Regex> pattern = std::nullopt;
  // Null when only the operands are folded.
  FormFolder fold = nullptr;
};

struct ObjectLiteral {
  struct Field {
    std::string name;
    Expression value;
  };
  std::vector<Field> fields;
};

struct ArrayLiteral {
  std::vector<Expression> items;
};

}  // namespace meerkat::query::expression

namespace meerkat::query {

struct ExpressionNode {
  std::variant<expression::Constant, expression::Path, expression::Remove,
               expression::Now, expression::Call, expression::Form,
               expression::ObjectLiteral, expression::ArrayLiteral>
      kind;
};

}  // namespace meerkat::query

namespace meerkat::query::expression {

template <typename Kind>
Expression MakeExpression(Kind kind) {
  return Expression(
      std::make_shared<const ExpressionNode>(ExpressionNode{std::move(kind)}));
}

}  // namespace meerkat::query::expression
