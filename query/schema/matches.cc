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

namespace meerkat::query::schema {

namespace {

bool IsWithin(const Limits& limits, int64_t size) {
  return limits.least <= size && size <= limits.most;
}

bool Finds(const Regex& regex, std::string_view text, Status& error) {
  const StatusOr<bool> found = regex.Matches(text);
  if (!found.ok()) error = found.status();
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
  return std::ranges::count_if(text, [](char byte) {
    const bool continues = (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
    return !continues;
  });
}

bool MatchesString(const StringRules& rules, std::string_view text,
                   Status& error) {
  return IsWithin(rules.length, CountCodePoints(text)) &&
         (!rules.pattern.has_value() || Finds(*rules.pattern, text, error));
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
                       Status& error) {
  if (additional.rules == nullptr) return additional.allowed;
  return Matches(*additional.rules, value, error);
}

bool MatchesItem(const ArrayRules& rules, size_t position, const Element& item,
                 Status& error) {
  if (rules.each != nullptr) return Matches(*rules.each, item, error);
  if (!rules.has_list) return true;
  return position < rules.list.size()
             ? Matches(rules.list[position], item, error)
             : MatchesAdditional(rules.additional, item, error);
}

bool MatchesArray(const ArrayRules& rules, DocumentView array, Status& error) {
  size_t position = 0;
  for (const Element& item : array) {
    if (!MatchesItem(rules, position, item, error)) return false;
    ++position;
  }
  return IsWithin(rules.size, static_cast<int64_t>(position)) &&
         (!rules.unique || !HasEqualItems(array));
}

// --- objects -----------------------------------------------------------------

// What pattern_properties and, if none of them nor `properties` is about it,
// `additional` say of a field.
bool MatchesByPattern(const ObjectRules& rules, bool is_additional,
                      const Element& field, Status& error) {
  for (const PatternProperty& property : rules.pattern_properties) {
    if (!Finds(property.name, field.name(), error)) continue;
    is_additional = false;
    if (!Matches(*property.rules, field, error)) return false;
  }
  return !is_additional || MatchesAdditional(rules.additional, field, error);
}

bool KeepsDependency(const Dependency& dependency, const Element& object,
                     Status& error) {
  const DocumentView document = object.AsDocument();
  if (!document.Find(dependency.name).exists()) return true;
  const bool has_names = std::ranges::all_of(
      dependency.names,
      [&](const std::string& name) { return document.Find(name).exists(); });
  return has_names && (dependency.rules == nullptr ||
                       Matches(*dependency.rules, object, error));
}

bool MatchesObject(const ObjectRules& rules, const Element& object,
                   Status& error) {
  constexpr size_t kManyProperties = 64;
  absl::InlinedVector<bool, kManyProperties> found(rules.properties.size());
  int64_t size = 0;
  for (const Element& field : object.AsDocument()) {
    ++size;
    const Property* property = rules.Find(field.name());
    if (property != nullptr) found[property - rules.properties.data()] = true;
    const bool has_rules = property != nullptr && property->rules != nullptr;
    if (has_rules && !Matches(*property->rules, field, error)) return false;
    if (!MatchesByPattern(rules, !has_rules, field, error)) return false;
  }
  if (!IsWithin(rules.size, size)) return false;
  for (size_t i = 0; i < found.size(); ++i) {
    if (rules.properties[i].is_required && !found[i]) return false;
  }
  return std::ranges::all_of(
      rules.dependencies, [&](const Dependency& dependency) {
        return KeepsDependency(dependency, object, error);
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

bool MatchesByKind(const Rules& rules, const Element& value, Status& error) {
  if (value.is_number()) {
    return rules.numbers == nullptr || MatchesNumber(*rules.numbers, value);
  }
  switch (value.type()) {
    case Type::kString:
      return rules.strings == nullptr ||
             MatchesString(*rules.strings, value.AsString(), error);
    case Type::kArray:
      return rules.arrays == nullptr ||
             MatchesArray(*rules.arrays, value.AsDocument(), error);
    case Type::kDocument:
      return rules.objects == nullptr ||
             MatchesObject(*rules.objects, value, error);
    default:
      return true;
  }
}

bool MatchesOthers(const Rules& rules, const Element& value, Status& error) {
  const auto matches = [&](const Rules& other) {
    return Matches(other, value, error);
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

bool Matches(const Rules& rules, const Element& value, Status& error) {
  return HasType(rules.types, value.type()) && IsListed(rules.values, value) &&
         MatchesByKind(rules, value, error) &&
         MatchesOthers(rules, value, error);
}

}  // namespace meerkat::query::schema
