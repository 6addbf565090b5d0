#include "query/expression/inspect.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "query/expression/node.h"

namespace meerkat::query {

namespace {

using namespace expression;  // NOLINT: the kinds of nodes

std::vector<Expression> ChildrenOf(const ExpressionNode& node) {
  if (const auto* call = std::get_if<Call>(&node.kind)) return call->operands;
  if (const auto* form = std::get_if<Form>(&node.kind)) return form->operands;
  if (const auto* array = std::get_if<ArrayLiteral>(&node.kind)) {
    return array->items;
  }
  std::vector<Expression> children;
  if (const auto* object = std::get_if<ObjectLiteral>(&node.kind)) {
    for (const ObjectLiteral::Field& field : object->fields) {
      children.push_back(field.value);
    }
  }
  return children;
}

// Whether a node passes the test, this one or one below it.
bool AnyNode(const Expression& expression,
             bool (*test)(const ExpressionNode& node)) {
  if (!expression.exists()) return false;
  return test(expression.node()) ||
         std::ranges::any_of(
             ChildrenOf(expression.node()),
             [test](const Expression& child) { return AnyNode(child, test); });
}

bool IsOfDocument(const ExpressionNode& node) {
  const auto* path = std::get_if<Path>(&node.kind);
  return path != nullptr && path->start == Path::Start::kRoot;
}

bool IsRandom(const ExpressionNode& node) {
  const auto* form = std::get_if<Form>(&node.kind);
  return form != nullptr && form->name == "$rand";
}

}  // namespace

bool ReadsDocument(const Expression& expression) {
  return AnyNode(expression, &IsOfDocument);
}

bool IsRepeatable(const Expression& expression) {
  return !AnyNode(expression, &IsRandom);
}

}  // namespace meerkat::query
