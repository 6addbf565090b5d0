#include "query/schema/matches.h"

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "query/schema/multiple_of.h"
#include "query/schema/unordered_compare.h"
#include "storage/bson/compare.h"
#include "storage/bson/number.h"
#include "storage/bson/utf8.h"

namespace meerkat::query::schema {

namespace {

bool IsWithin(const Limits& limits, int64_t size) {
  return limits.least <= size && size <= limits.most;
}

bool Finds(const Regex& regex, std::string_view text, Work& work) {
  const StatusOr<bool> found = regex.Matches(text, work.interrupt);
  if (!found.ok()) work.error = found.status();
  return found.ok() && *found;
}

// --- numbers -----------------------------------------------------------------

// Whether `number` lies on the side of `limit` that `direction` points to, or
// on it. NaN lies beside all other numbers.
bool KeepsLimit(const Element& number, const Value& limit, int direction,
                bool exclusive) {
  if (!limit.exists()) return true;
  if (bson::IsNaN(number) || bson::IsNaN(limit.element())) {
    return !exclusive && bson::IsNaN(number) && bson::IsNaN(limit.element());
  }
  const int order = bson::Compare(number, limit.element());
  return order == 0 ? !exclusive : (order > 0) == (direction > 0);
}

bool MatchesNumber(const NumberRules& rules, const Element& number) {
  return KeepsLimit(number, rules.minimum, 1, rules.exclusive_minimum) &&
         KeepsLimit(number, rules.maximum, -1, rules.exclusive_maximum) &&
         (!rules.multiple_of.exists() ||
          IsMultipleOf(number, rules.multiple_of.element()));
}

// --- strings -----------------------------------------------------------------

int64_t CountCodePoints(std::string_view text) {
  return std::ranges::count_if(
      text, [](char byte) { return !bson::IsContinuation(byte); });
}

bool MatchesString(const StringRules& rules, std::string_view text,
                   Work& work) {
  return IsWithin(rules.length, CountCodePoints(text)) &&
         (!rules.pattern.has_value() || Finds(*rules.pattern, text, work));
}

// --- arrays ------------------------------------------------------------------

bool HasEqualItems(DocumentView array) {
  constexpr size_t kFewItems = 16;
  absl::InlinedVector<Element, kFewItems> items;
  for (const Element& item : array) items.push_back(item);
  std::sort(items.begin(), items.end(), [](const Element& a, const Element& b) {
    return CompareUnordered(a, b) < 0;
  });
  const auto are_equal = [](const Element& a, const Element& b) {
    return CompareUnordered(a, b) == 0;
  };
  return std::adjacent_find(items.begin(), items.end(), are_equal) !=
         items.end();
}

bool MatchesAdditional(const Additional& additional, const Element& value,
                       Work& work) {
  if (additional.rules == nullptr) return additional.allowed;
  return Matches(*additional.rules, value, work);
}

bool MatchesItem(const ArrayRules& rules, size_t position, const Element& item,
                 Work& work) {
  if (rules.each != nullptr) return Matches(*rules.each, item, work);
  if (!rules.has_list) return true;
  return position < rules.list.size()
             ? Matches(rules.list[position], item, work)
             : MatchesAdditional(rules.additional, item, work);
}

bool MatchesArray(const ArrayRules& rules, DocumentView array, Work& work) {
  size_t position = 0;
  for (const Element& item : array) {
    if (!MatchesItem(rules, position, item, work)) return false;
    ++position;
  }
  return IsWithin(rules.size, static_cast<int64_t>(position)) &&
         (!rules.unique || !HasEqualItems(array));
}

// --- objects -----------------------------------------------------------------

// What pattern_properties and, if none of them nor `properties` is about it,
// `additional` say of a field.
bool MatchesByPattern(const ObjectRules& rules, bool is_additional,
                      const Element& field, Work& work) {
  for (const PatternProperty& property : rules.pattern_properties) {
    if (!Finds(property.name, field.name(), work)) continue;
    is_additional = false;
    if (!Matches(*property.rules, field, work)) return false;
  }
  return !is_additional || MatchesAdditional(rules.additional, field, work);
}

bool KeepsDependency(const Dependency& dependency, const Element& object,
                     Work& work) {
  const DocumentView document = object.AsDocument();
  if (!document.Find(dependency.name).exists()) return true;
  const bool has_names = std::ranges::all_of(
      dependency.names,
      [&](const std::string& name) { return document.Find(name).exists(); });
  return has_names && (dependency.rules == nullptr ||
                       Matches(*dependency.rules, object, work));
}

bool MatchesObject(const ObjectRules& rules, const Element& object,
                   Work& work) {
  constexpr size_t kManyProperties = 64;
  absl::InlinedVector<bool, kManyProperties> found(rules.properties.size());
  int64_t size = 0;
  for (const Element& field : object.AsDocument()) {
    ++size;
    const Property* property = rules.Find(field.name());
    if (property != nullptr) found[property - rules.properties.data()] = true;
    const bool has_rules = property != nullptr && property->rules != nullptr;
    if (has_rules && !Matches(*property->rules, field, work)) return false;
    if (!MatchesByPattern(rules, !has_rules, field, work)) return false;
  }
  if (!IsWithin(rules.size, size)) return false;
  for (size_t i = 0; i < found.size(); ++i) {
    if (rules.properties[i].is_required && !found[i]) return false;
  }
  return std::ranges::all_of(rules.dependencies,
                             [&](const Dependency& dependency) {
                               return KeepsDependency(dependency, object, work);
                             });
}

// --- any value ---------------------------------------------------------------

bool HasType(const std::vector<Type>& types, Type type) {
  return types.empty() || std::ranges::find(types, type) != types.end();
}

bool IsListed(const std::vector<Value>& values, const Element& value) {
  if (values.empty()) return true;
  const auto place =
      std::lower_bound(values.begin(), values.end(), value,
                       [](const Value& listed, const Element& sought) {
                         return CompareUnordered(listed.element(), sought) < 0;
                       });
  return place != values.end() &&
         CompareUnordered(place->element(), value) == 0;
}

bool MatchesByKind(const Rules& rules, const Element& value, Work& work) {
  if (value.is_number()) {
    return rules.numbers == nullptr || MatchesNumber(*rules.numbers, value);
  }
  switch (value.type()) {
    case Type::kString:
      return rules.strings == nullptr ||
             MatchesString(*rules.strings, value.AsString(), work);
    case Type::kArray:
      return rules.arrays == nullptr ||
             MatchesArray(*rules.arrays, value.AsDocument(), work);
    case Type::kDocument:
      return rules.objects == nullptr ||
             MatchesObject(*rules.objects, value, work);
    default:
      return true;
  }
}

bool MatchesOthers(const Rules& rules, const Element& value, Work& work) {
  const auto matches = [&](const Rules& other) {
    return Matches(other, value, work);
  };
  if (!std::ranges::all_of(rules.all_of, matches)) return false;
  if (!rules.any_of.empty() && std::ranges::none_of(rules.any_of, matches)) {
    return false;
  }
  if (!rules.one_of.empty() &&
      std::ranges::count_if(rules.one_of, matches) != 1) {
    return false;
  }
  return rules.none_of == nullptr || !matches(*rules.none_of);
}

}  // namespace

bool Matches(const Rules& rules, const Element& value, Work& work) {
  return work.Step() && HasType(rules.types, value.type()) &&
         IsListed(rules.values, value) && MatchesByKind(rules, value, work) &&
         MatchesOthers(rules, value, work);
}

}  // namespace meerkat::query::schema
