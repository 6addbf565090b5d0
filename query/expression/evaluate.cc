#include "query/expression/evaluate.h"

#include <absl/container/inlined_vector.h>
#include <meerkat/builder.h>

#include <utility>
#include <variant>

#include "query/expression/error.h"
#include "query/expression/node.h"
#include "storage/bson/decimal.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// --- paths -------------------------------------------------------------------

// Follows a path from a component on. Until it meets an array it only borrows;
// from there on it collects.
class PathWalk {
 public:
  explicit PathWalk(const bson::FieldPath& path) : path_(path) {}

  // `value` stands before component `i`.
  Operand From(const Element& value, size_t i) const {
    Element reached = value;
    for (; i < path_.size(); ++i) {
      if (reached.type() == Type::kArray) return Collect(reached, i);
      if (reached.type() != Type::kDocument) return {};
      reached = reached.AsDocument().Find(path_[i]);
    }
    return Operand::Borrow(reached);
  }

 private:
  // What the path reaches in the items of an array that are documents; arrays
  // in arrays are not entered.
  Operand Collect(const Element& array, size_t i) const {
    Builder items;
    for (const Element& item : array.AsDocument()) {
      if (item.type() != Type::kDocument) continue;
      const Operand reached = From(item, i);
      if (reached.element().exists()) items.AppendItem(reached.element());
    }
    return Operand(Value::ArrayOf(std::move(items).Finish()));
  }

  const bson::FieldPath& path_;
};

Element RootOf(const EvaluationContext& context) {
  return Element(Type::kDocument, {}, context.root().bytes());
}

// --- node by node ------------------------------------------------------------

class Evaluator {
 public:
  explicit Evaluator(EvaluationContext& context) : context_(context) {}

  StatusOr<Operand> operator()(const Constant& constant) const {
    return Operand::Borrow(constant.value.element());
  }

  StatusOr<Operand> operator()(const Path& path) const {
    const Element start = path.start == Path::Start::kRoot
                              ? RootOf(context_)
                              : context_.Variable(path.slot).element();
    if (!path.path.has_value()) return Operand::Borrow(start);
    return PathWalk(*path.path).From(start, 0);
  }

  StatusOr<Operand> operator()(const Remove&) const { return Operand(); }
  StatusOr<Operand> operator()(const Now&) const {
    return Operand(Value(context_.now()));
  }

  StatusOr<Operand> operator()(const Call& call) const {
    absl::InlinedVector<Operand, 3> operands;
    operands.reserve(call.operands.size());
    size_t size = 0;
    for (const Expression& operand : call.operands) {
      MEERKAT_ASSIGN_OR_RETURN(Operand value,
                               EvaluateOperand(operand, context_));
      MEERKAT_RETURN_IF_ERROR(CheckSize(size += value.owned_size()));
      operands.push_back(std::move(value));
    }
    absl::InlinedVector<Element, 3> arguments;
    arguments.reserve(operands.size());
    for (const Operand& operand : operands) {
      arguments.push_back(operand.element());
    }
    return Checked(call.op->function({{arguments.data(), arguments.size()},
                                      call.op->name,
                                      call.operands,
                                      context_}));
  }

  StatusOr<Operand> operator()(const Form& form) const {
    return form.function(form, context_);
  }

  StatusOr<Operand> operator()(const ObjectLiteral& object) const {
    Builder builder;
    for (const ObjectLiteral::Field& field : object.fields) {
      MEERKAT_ASSIGN_OR_RETURN(const Operand value,
                               EvaluateOperand(field.value, context_));
      builder.AppendAs(field.name, value.element());
      MEERKAT_RETURN_IF_ERROR(CheckSize(builder.size()));
    }
    return Operand(Value(std::move(builder).Finish()));
  }

  StatusOr<Operand> operator()(const ArrayLiteral& array) const {
    Builder builder;
    for (const Expression& item : array.items) {
      MEERKAT_ASSIGN_OR_RETURN(const Operand value,
                               EvaluateOperand(item, context_));
      builder.AppendItem(value.element());
      MEERKAT_RETURN_IF_ERROR(CheckSize(builder.size()));
    }
    return Operand(Value::ArrayOf(std::move(builder).Finish()));
  }

 private:
  static StatusOr<Operand> Checked(StatusOr<Value> value) {
    MEERKAT_RETURN_IF_ERROR(value.status());
    MEERKAT_RETURN_IF_ERROR(CheckString(value->element()));
    MEERKAT_RETURN_IF_ERROR(CheckSize(value->element().payload().size()));
    return Operand(*std::move(value));
  }

  EvaluationContext& context_;
};

}  // namespace

StatusOr<Operand> EvaluateOperand(const Expression& expression,
                                  EvaluationContext& context) {
  if (!expression.exists()) return Operand();
  return std::visit(Evaluator(context), expression.node().kind);
}

bool IsTrue(const Element& value) {
  switch (value.type()) {
    case Type::kMissing:
    case Type::kNull:
    case Type::kUndefined:
      return false;
    case Type::kBool:
      return value.AsBool();
    case Type::kInt32:
      return value.AsInt32() != 0;
    case Type::kInt64:
      return value.AsInt64() != 0;
    case Type::kDouble:
      return value.AsDouble() != 0;
    case Type::kDecimal128:
      return bson::decimal::CompareToInt64(value.AsDecimal128(), 0) != 0;
    default:
      return true;
  }
}

Status CheckSize(size_t size) {
  if (size <= kMaxComputedSize) return absl::OkStatus();
  return Error(10334,
               "an expression computes a value of {} bytes or more; at most {} "
               "are allowed",
               size, kMaxComputedSize);
}

Status CheckString(const Element& value) {
  const bool fits = value.type() != Type::kString ||
                    value.AsString().size() < kMaxDocumentSize;
  if (fits) return absl::OkStatus();
  return Error(16493, "a string of {} bytes is longer than 16 MB",
               value.AsString().size());
}

bool IsDeeperThan(int levels, const Element& value) {
  if (value.type() != Type::kDocument && value.type() != Type::kArray) {
    return false;
  }
  if (levels == 0) return true;
  for (const Element& field : value.AsDocument()) {
    if (IsDeeperThan(levels - 1, field)) return true;
  }
  return false;
}

Status CheckDepth(const Element& value) {
  if (!IsDeeperThan(kMaxExpressionDepth, value)) return absl::OkStatus();
  return Error(15, "an expression computes a value of more than {} levels",
               kMaxExpressionDepth);
}

}  // namespace meerkat::query::expression
