// Expressions: what computes a value from a document, {$add: ["$a", 1]}.
//
//   MEERKAT_ASSIGN_OR_RETURN(Expression sum,
//                            ParseExpression(spec["sum"], VariableNames()));
//   EvaluationContext context(now, &random);
//   context.set_root(document);
//   MEERKAT_ASSIGN_OR_RETURN(Value value, Evaluate(sum, context));
//
// An expression is
//   "$a.b"          a field of the document; arrays on the way are mapped over
//   "$$NAME.a"      a variable, or a field of one
//   {$op: operand}  an operator
//   {a: ..., b: ...}, [...]   a document or array of expressions
//   anything else   itself
//
// Used by projections, pipelines, updates and $expr. MongoDB manual,
// "Aggregation Expressions", "Variables in Aggregation Expressions".
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/expression/operand.h"

namespace meerkat::bson {
class Collator;
}  // namespace meerkat::bson

namespace meerkat::query {

struct ExpressionNode;

// A parsed expression. Immutable, so that threads may share it; a copy costs
// one atomic increment.
class Expression {
 public:
  // No expression: comes to a missing value.
  Expression() = default;
  // One that always comes to `value`.
  static Expression Constant(Value value);
  // REQUIRES: made by this folder (node.h).
  explicit Expression(std::shared_ptr<const ExpressionNode> node)
      : node_(std::move(node)) {}

  // False for Expression().
  bool exists() const { return node_ != nullptr; }
  // REQUIRES: exists().
  const ExpressionNode& node() const { return *node_; }

  // The value of an expression that is the same for every document: literals,
  // and arrays and documents of them. Null for any other.
  const Value* constant() const;

 private:
  std::shared_ptr<const ExpressionNode> node_;
};

// The variables that an expression may use beside MongoDB's own (ROOT, NOW and
// so on), each with a number, its slot, under which EvaluationContext keeps
// the value. A name defined again hides the earlier one.
class VariableNames {
 public:
  // Gives the next slot: 0, 1, 2 ...
  size_t Define(std::string_view name);
  std::optional<size_t> Find(std::string_view name) const;
  // The slot that Define would give.
  size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

// Whether a user may give the name to a variable: it begins with a lower-case
// letter (or is CURRENT) and goes on with letters, digits and underscores;
// whatever is not ASCII counts as a letter. Error: 9 FailedToParse.
Status CheckVariableName(std::string_view name);

// What evaluation needs beside the expression. One thread at a time.
class EvaluationContext {
 public:
  // `now` is the moment when the command began, $$NOW. `random` outlives it
  // and may be null where no expression can be $rand.
  EvaluationContext(Date now, RandomSource* random)
      : now_(now), random_(random) {}

  // The document that expressions are about, $$ROOT. Its bytes outlive what is
  // evaluated with it.
  void set_root(DocumentView root) { root_ = root; }
  DocumentView root() const { return root_; }
  Date now() const { return now_; }
  RandomSource* random() const { return random_; }

  // The variable of a slot; whoever defined the name sets it before evaluating.
  void SetVariable(size_t slot, Operand value);
  // Missing when it was never set.
  const Operand& Variable(size_t slot) const;

  // What compares texts, for operators that compare, search or sort values;
  // null, as at first, for their bytes. It outlives the context.
  void set_collator(const bson::Collator* collator) { collator_ = collator; }
  const bson::Collator* collator() const {
    collator_used_ = true;
    return collator_;
  }
  // Whether collator() was called since the use was last forgotten.
  bool collator_used() const { return collator_used_; }
  void forget_collator_use() { collator_used_ = false; }

  // Asked now and then by expressions that loop, so that a deadline can end
  // them; an error ends the evaluation.
  void set_interrupt(std::function<Status()> interrupt) {
    interrupt_ = std::move(interrupt);
  }
  const std::function<Status()>& interrupt() const { return interrupt_; }
  // Counts a step of a loop.
  Status Step() {
    constexpr uint32_t kAskEvery = 64;
    if (++steps_ % kAskEvery != 0 || !interrupt_) return absl::OkStatus();
    return interrupt_();
  }

 private:
  DocumentView root_;
  Date now_;
  RandomSource* random_;
  const bson::Collator* collator_ = nullptr;
  mutable bool collator_used_ = false;
  // References into it stay valid when it grows.
  std::deque<Operand> variables_;
  std::function<Status()> interrupt_;
  uint32_t steps_ = 0;
};

// More levels than a stored document can have, and few enough for any stack.
inline constexpr int kMaxExpressionDepth = 200;

// No value that an expression computes on the way is larger, in bytes.
inline constexpr size_t kMaxComputedSize = 64 * 1024 * 1024;

// Parses an expression. Errors, beside those of each operator (its family's
// .cc):
//   168    an unknown operator
//   238    an operator that Meerkat does not have yet
//   15983  an operator beside other fields
//   16020  an operator with the wrong number of operands
//   16406, 16410, 16412  names in a document: twice, with a dollar, with a dot
//   17276  an undefined variable; 9 a name that no variable can have
//   10071200  $$CLUSTER_TIME, which a database by itself does not have
//   16872, 15998, 40352, 40353, 16410, 16411  no field path
//   15     nested deeper than kMaxExpressionDepth
//   16493  a string of 16 MB or more
// and those of evaluation, for what is the same for every document: it is
// computed here (fold.h).
StatusOr<Expression> ParseExpression(const Element& text,
                                     const VariableNames& variables);

// The value of an expression for context.root(); a missing Value when it has
// none. Errors: those of the operators, 10334 BSONObjectTooLarge for a value
// beyond kMaxComputedSize, 16493 for a string of 16 MB or more.
StatusOr<Value> Evaluate(const Expression& expression,
                         EvaluationContext& context);

}  // namespace meerkat::query
