// Sets: arrays whose order and repetitions do not count. $setUnion and
// $setIntersection give their members in the order of values. MongoDB manual,
// "Set Expression Operators".
#include <algorithm>
#include <utility>
#include <vector>

#include "query/expression/array_items.h"
#include "query/expression/error.h"
#include "query/expression/evaluate.h"
#include "query/expression/families.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::query::expression {
namespace {

// In order, each once.
using Set = std::vector<Element>;

StatusOr<Set> MakeSet(std::vector<Element> items, const Arguments& arguments) {
  const bson::Collator* collator = arguments.collator();
  MEERKAT_RETURN_IF_ERROR(Sort(items, arguments.context, bson::Less{collator}));
  Set set;
  for (const Element& item : items) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    if (set.empty() || !bson::Equal(set.back(), item, collator)) {
      set.push_back(item);
    }
  }
  return set;
}

StatusOr<Set> SetOf(const Element& array, const Arguments& arguments) {
  MEERKAT_ASSIGN_OR_RETURN(std::vector<Element> items,
                           ItemsOf(array, arguments.context));
  return MakeSet(std::move(items), arguments);
}

bool Contains(const Set& set, const Element& value,
              const Arguments& arguments) {
  return std::ranges::binary_search(set, value,
                                    bson::Less{arguments.collator()});
}

Status CheckArray(const Arguments& arguments, size_t i, int error) {
  if (arguments[i].type() == Type::kArray) return absl::OkStatus();
  return Error(error, "argument {} of {} must be an array, found {}", i + 1,
               arguments.op, ToString(arguments[i]));
}

// Whether the truth of an item is `kTruth`.
template <bool kTruth>
StatusOr<bool> HasItem(const Arguments& arguments) {
  for (const Element& item : arguments[0].AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    if (IsTrue(item) == kTruth) return true;
  }
  return false;
}

StatusOr<Value> AllElementsTrue(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17040));
  MEERKAT_ASSIGN_OR_RETURN(const bool has_false, HasItem<false>(arguments));
  return Value(!has_false);
}

StatusOr<Value> AnyElementTrue(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17041));
  MEERKAT_ASSIGN_OR_RETURN(const bool has_true, HasItem<true>(arguments));
  return Value(has_true);
}

// The first array's order stays: what is sorted are places in it.
StatusOr<Value> SetDifference(Arguments arguments) {
  if (IsNullish(arguments[0]) || IsNullish(arguments[1])) {
    return Value(nullptr);
  }
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17048));
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 1, 17049));
  EvaluationContext& context = arguments.context;
  const bson::Collator* collator = arguments.collator();
  MEERKAT_ASSIGN_OR_RETURN(const Set excluded, SetOf(arguments[1], arguments));
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<Element> items,
                           ItemsOf(arguments[0], context));
  std::vector<size_t> places;
  for (size_t i = 0; i < items.size(); ++i) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    if (!Contains(excluded, items[i], arguments)) places.push_back(i);
  }
  MEERKAT_RETURN_IF_ERROR(Sort(places, context, [&](size_t a, size_t b) {
    return bson::Compare(items[a], items[b], collator) < 0;
  }));
  std::vector<size_t> firsts;
  for (const size_t place : places) {
    MEERKAT_RETURN_IF_ERROR(context.Step());
    if (firsts.empty() ||
        !bson::Equal(items[firsts.back()], items[place], collator)) {
      firsts.push_back(place);
    }
  }
  std::ranges::sort(firsts);
  std::vector<Element> difference;
  for (const size_t place : firsts) difference.push_back(items[place]);
  return ArrayOf(difference, context);
}

// What is no array has another error when it is known beforehand, and that one
// comes first.
Status CheckSetEquals(const Arguments& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments.operands[i].constant() == nullptr) continue;
    MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, i, 5887502));
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, i, 17044));
  }
  return absl::OkStatus();
}

StatusOr<Value> SetEquals(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckSetEquals(arguments));
  MEERKAT_ASSIGN_OR_RETURN(const Set first, SetOf(arguments[0], arguments));
  for (const Element& operand : arguments.values.subspan(1)) {
    MEERKAT_ASSIGN_OR_RETURN(const Set other, SetOf(operand, arguments));
    const bool equal =
        std::ranges::equal(first, other, bson::EqualTo{arguments.collator()});
    if (!equal) return Value(false);
  }
  return Value(true);
}

StatusOr<Value> SetIntersection(Arguments arguments) {
  Set common;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (IsNullish(arguments[i])) return Value(nullptr);
    MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, i, 17047));
    MEERKAT_ASSIGN_OR_RETURN(Set other, SetOf(arguments[i], arguments));
    if (i == 0) {
      common = std::move(other);
      continue;
    }
    Set both;
    for (const Element& item : common) {
      MEERKAT_RETURN_IF_ERROR(arguments.Step());
      if (Contains(other, item, arguments)) both.push_back(item);
    }
    common = std::move(both);
  }
  return ArrayOf(common, arguments.context);
}

StatusOr<Value> SetIsSubset(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17046));
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 1, 17042));
  MEERKAT_ASSIGN_OR_RETURN(const Set all, SetOf(arguments[1], arguments));
  for (const Element& item : arguments[0].AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(arguments.Step());
    if (!Contains(all, item, arguments)) return Value(false);
  }
  return Value(true);
}

StatusOr<Value> SetUnion(Arguments arguments) {
  std::vector<Element> items;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (IsNullish(arguments[i])) return Value(nullptr);
    MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, i, 17043));
    for (const Element& item : arguments[i].AsDocument()) {
      MEERKAT_RETURN_IF_ERROR(arguments.Step());
      items.push_back(item);
    }
  }
  MEERKAT_ASSIGN_OR_RETURN(const Set all, MakeSet(std::move(items), arguments));
  return ArrayOf(all, arguments.context);
}

constexpr Operator kOperators[] = {
    {"$allElementsTrue", 1, 1, &AllElementsTrue},
    {"$anyElementTrue", 1, 1, &AnyElementTrue},
    {"$setDifference", 2, 2, &SetDifference},
    {"$setEquals", 2, kAny, &SetEquals, {}, 17045},
    {"$setIntersection", 0, kAny, &SetIntersection, {}, 0, Grouping::kAnyOrder},
    {"$setIsSubset", 2, 2, &SetIsSubset},
    {"$setUnion", 0, kAny, &SetUnion, {}, 0, Grouping::kAnyOrder},
};

}  // namespace

constinit const Family kSetFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
