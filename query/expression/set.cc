// Sets: arrays whose order and repetitions do not count. $setUnion and
// $setIntersection give their members in the order of values. MongoDB manual,
// "Set Expression Operators".
#include <algorithm>
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

void MakeSet(Set& items, const bson::Collator* collator) {
  std::ranges::stable_sort(items, bson::Less{collator});
  items.erase(std::unique(items.begin(), items.end(), bson::EqualTo{collator}),
              items.end());
}

Set SetOf(const Element& array, const bson::Collator* collator) {
  Set set = ItemsOf(array);
  MakeSet(set, collator);
  return set;
}

bool Contains(const Set& set, const Element& value,
              const bson::Collator* collator) {
  return std::ranges::binary_search(set, value, bson::Less{collator});
}

Status CheckArray(const Arguments& arguments, size_t i, int error) {
  if (arguments[i].type() == Type::kArray) return absl::OkStatus();
  return Error(error, "argument {} of {} must be an array, found {}", i + 1,
               arguments.op, ToString(arguments[i]));
}

StatusOr<Value> AllElementsTrue(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17040));
  return Value(std::ranges::all_of(arguments[0].AsDocument(), &IsTrue));
}

StatusOr<Value> AnyElementTrue(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17041));
  return Value(std::ranges::any_of(arguments[0].AsDocument(), &IsTrue));
}

StatusOr<Value> SetDifference(Arguments arguments) {
  if (IsNullish(arguments[0]) || IsNullish(arguments[1])) {
    return Value(nullptr);
  }
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17048));
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 1, 17049));
  const bson::Collator* collator = arguments.collator;
  const Set excluded = SetOf(arguments[1], collator);
  // The first array's order stays: sorted are only the places.
  const std::vector<Element> items = ItemsOf(arguments[0]);
  std::vector<size_t> places;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!Contains(excluded, items[i], collator)) places.push_back(i);
  }
  std::ranges::stable_sort(places, [&](size_t a, size_t b) {
    return bson::Compare(items[a], items[b], collator) < 0;
  });
  const auto is_equal = [&](size_t a, size_t b) {
    return bson::Equal(items[a], items[b], collator);
  };
  places.erase(std::unique(places.begin(), places.end(), is_equal),
               places.end());
  std::ranges::sort(places);
  std::vector<Element> difference;
  for (const size_t place : places) difference.push_back(items[place]);
  return ArrayOf(difference);
}

StatusOr<Value> SetEquals(Arguments arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, i, 17044));
  }
  const bson::Collator* collator = arguments.collator;
  const Set first = SetOf(arguments[0], collator);
  return Value(std::all_of(
      arguments.begin() + 1, arguments.end(), [&](const Element& other) {
        return std::ranges::equal(first, SetOf(other, collator),
                                  bson::EqualTo{collator});
      }));
}

StatusOr<Value> SetIntersection(Arguments arguments) {
  Set common;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (IsNullish(arguments[i])) return Value(nullptr);
    MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, i, 17047));
    const Set other = SetOf(arguments[i], arguments.collator);
    if (i == 0) {
      common = other;
    } else {
      std::erase_if(common, [&](const Element& item) {
        return !Contains(other, item, arguments.collator);
      });
    }
  }
  return ArrayOf(common);
}

StatusOr<Value> SetIsSubset(Arguments arguments) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 0, 17310));
  MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, 1, 17042));
  const Set all = SetOf(arguments[1], arguments.collator);
  return Value(
      std::ranges::all_of(arguments[0].AsDocument(), [&](const Element& item) {
        return Contains(all, item, arguments.collator);
      }));
}

StatusOr<Value> SetUnion(Arguments arguments) {
  Set all;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (IsNullish(arguments[i])) return Value(nullptr);
    MEERKAT_RETURN_IF_ERROR(CheckArray(arguments, i, 17043));
    for (const Element& item : arguments[i].AsDocument()) all.push_back(item);
  }
  MakeSet(all, arguments.collator);
  return ArrayOf(all);
}

constexpr Operator kOperators[] = {
    {"$allElementsTrue", 1, 1, &AllElementsTrue},
    {"$anyElementTrue", 1, 1, &AnyElementTrue},
    {"$setDifference", 2, 2, &SetDifference},
    {"$setEquals", 2, kAny, &SetEquals, {}, 17045},
    {"$setIntersection", 0, kAny, &SetIntersection},
    {"$setIsSubset", 2, 2, &SetIsSubset},
    {"$setUnion", 0, kAny, &SetUnion},
};

}  // namespace

constinit const Family kSetFamily = {kOperators, {}};

}  // namespace meerkat::query::expression
