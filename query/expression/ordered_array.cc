// Operators that give some items of an array, or all in another order:
// $firstN, $lastN, $maxN, $minN, $sortArray. MongoDB manual, "$firstN (array
// operator)", "$sortArray (aggregation)".
#include <algorithm>
#include <vector>

#include "query/expression/array_items.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "query/expression/numeric.h"
#include "query/expression/parse.h"
#include "storage/bson/compare.h"
#include "storage/bson/field_path.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// --- n of them ---------------------------------------------------------------

struct SomeOf {
  std::vector<Element> items;
  size_t n = 0;
};

// The operands of {n: ..., input: ...}.
StatusOr<SomeOf> ReadSomeOf(const Arguments& arguments) {
  const Element& n = arguments[0];
  const Element& input = arguments[1];
  if (!n.is_number()) {
    return Error(5787902,
                 "Value for 'n' must be of integral type, but found {}",
                 ToString(n));
  }
  const std::optional<int64_t> whole = bson::ToInt64Exact(n);
  if (!whole.has_value()) {
    return Error(5787903,
                 "Value for 'n' must be of integral type, but found {}",
                 ToString(n));
  }
  if (*whole <= 0) {
    return Error(5787908, "'n' must be greater than 0, found {}", *whole);
  }
  if (input.type() != Type::kArray) {
    return Error(5788200, "Input to {} must be an array, found {}",
                 arguments.op, ToString(input));
  }
  SomeOf some;
  MEERKAT_ASSIGN_OR_RETURN(some.items, ItemsOf(input, arguments.context));
  some.n = static_cast<size_t>(
      std::min(*whole, static_cast<int64_t>(some.items.size())));
  return some;
}

StatusOr<Value> FirstN(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const SomeOf some, ReadSomeOf(arguments));
  return ArrayOf(std::span(some.items).first(some.n), arguments.context);
}

StatusOr<Value> LastN(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(const SomeOf some, ReadSomeOf(arguments));
  return ArrayOf(std::span(some.items).last(some.n), arguments.context);
}

template <bool kGreatest>
StatusOr<Value> ExtremeN(Arguments arguments) {
  MEERKAT_ASSIGN_OR_RETURN(SomeOf some, ReadSomeOf(arguments));
  std::erase_if(some.items, &IsNullish);
  const bson::Less is_less{arguments.collator()};
  MEERKAT_RETURN_IF_ERROR(Sort(
      some.items, arguments.context, [&](const Element& a, const Element& b) {
        return kGreatest ? is_less(b, a) : is_less(a, b);
      }));
  return ArrayOf(
      std::span(some.items).first(std::min(some.n, some.items.size())),
      arguments.context);
}

constexpr Parameter kSomeParameters[] = {{"n", 5787906}, {"input", 5787907}};
constexpr NamedParameters kSomeNamed = {kSomeParameters, 5787900, 5787901};

// --- $sortArray --------------------------------------------------------------

// {a: 1, "b.c": -1}, a path for each key; 1 or -1 for whole items is one key
// without a path.
struct SortBy {
  std::optional<bson::FieldPath> path;
  bool descending;
};

StatusOr<SortBy> DirectionOf(const Element& value, int error) {
  const std::optional<int64_t> direction = bson::ToInt64Exact(value);
  if (direction == 1 || direction == -1) {
    return SortBy{std::nullopt, direction == -1};
  }
  return Error(error,
               "The $sort element value must be either 1 or -1, found "
               "{}",
               ToString(value));
}

// As any path, but that names may begin with a dollar.
StatusOr<bson::FieldPath> SortPathOf(std::string_view text) {
  constexpr ErrorCode kDollarAtStart{16410};
  StatusOr<bson::FieldPath> path = bson::FieldPath::Parse(text);
  if (path.ok() || ErrorCodeOf(path.status()) != kDollarAtStart) return path;
  return bson::FieldPath::Split(text);
}

StatusOr<std::vector<SortBy>> ParseSortBy(const Element& text) {
  std::vector<SortBy> keys;
  if (text.is_number()) {
    MEERKAT_ASSIGN_OR_RETURN(SortBy whole, DirectionOf(text, 2942506));
    keys.push_back(std::move(whole));
    return keys;
  }
  if (text.type() != Type::kDocument) {
    return Error(2942507,
                 "sortBy must be 1, -1 or a document of fields, found {}",
                 ToString(text));
  }
  if (text.AsDocument().empty()) {
    return Error(2942505, "sortBy must name a field when it is a document");
  }
  for (const Element& field : text.AsDocument()) {
    MEERKAT_ASSIGN_OR_RETURN(SortBy key, DirectionOf(field, 2942505));
    MEERKAT_ASSIGN_OR_RETURN(key.path, SortPathOf(field.name()));
    keys.push_back(std::move(key));
  }
  return keys;
}

// What an item sorts by; null where it has no such field.
Element KeyOf(const Element& item, const SortBy& by) {
  if (!by.path.has_value()) return item;
  const Element found = item.type() == Type::kDocument
                            ? bson::FindPath(item.AsDocument(), *by.path)
                            : Element();
  return found.exists() ? found : Element(Type::kNull, {}, {});
}

bool IsBefore(const Element& a, const Element& b,
              const std::vector<SortBy>& keys, const bson::Collator* collator) {
  for (const SortBy& by : keys) {
    const int order = bson::Compare(KeyOf(a, by), KeyOf(b, by), collator);
    if (order != 0) return (order < 0) != by.descending;
  }
  return false;
}

// Operands: input, and sortBy as a constant.
StatusOr<Operand> EvaluateSortArray(const Form& sort,
                                    EvaluationContext& context) {
  MEERKAT_ASSIGN_OR_RETURN(const Operand input,
                           EvaluateOperand(sort.operands[0], context));
  const Element array = input.element();
  if (IsNullish(array)) return Operand(Value(nullptr));
  if (array.type() != Type::kArray) {
    return Error(2942504,
                 "The input argument to $sortArray must be an array, but was "
                 "of type: {}",
                 TypeName(array.type()));
  }
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<SortBy> keys,
                           ParseSortBy(sort.operands[1].constant()->element()));
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Element> items, ItemsOf(array, context));
  MEERKAT_RETURN_IF_ERROR(
      Sort(items, context, [&](const Element& a, const Element& b) {
        return IsBefore(a, b, keys, context.collator());
      }));
  MEERKAT_ASSIGN_OR_RETURN(Value sorted, ArrayOf(items, context));
  return Operand(std::move(sorted));
}

constexpr Parameter kSortParameters[] = {{"input", 2942502},
                                         {"sortBy", 2942503}};
constexpr NamedParameters kSortNamed = {kSortParameters, 2942500, 2942501};

StatusOr<Expression> ParseSortArray(const Element& operand,
                                    const Scope& scope) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> texts,
                           NamedOperands(operand, kSortNamed));
  MEERKAT_ASSIGN_OR_RETURN(Expression input, Parse(texts[0], scope));
  MEERKAT_RETURN_IF_ERROR(ParseSortBy(texts[1]).status());
  return MakeExpression(
      Form{"$sortArray",
           &EvaluateSortArray,
           {std::move(input), Expression::Constant(Value(texts[1]))}});
}

constexpr Operator kOperators[] = {
    {"$firstN", kNamed, kNamed, &FirstN, kSomeNamed},
    {"$lastN", kNamed, kNamed, &LastN, kSomeNamed},
    {"$maxN", kNamed, kNamed, &ExtremeN<true>, kSomeNamed},
    {"$minN", kNamed, kNamed, &ExtremeN<false>, kSomeNamed},
};
constexpr FormOperator kForms[] = {{"$sortArray", &ParseSortArray}};

}  // namespace

constinit const Family kOrderedArrayFamily = {kOperators, kForms};

}  // namespace meerkat::query::expression
