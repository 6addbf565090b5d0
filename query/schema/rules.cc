#include "query/schema/rules.h"

#include <algorithm>

namespace meerkat::query::schema {

namespace {

constexpr auto kByName = [](const Property& property, std::string_view name) {
  return property.name < name;
};

}  // namespace

const Property* ObjectRules::Find(std::string_view name) const {
  const auto found =
      std::lower_bound(properties.begin(), properties.end(), name, kByName);
  return found != properties.end() && found->name == name ? &*found : nullptr;
}

Property& ObjectRules::FindOrAdd(std::string_view name) {
  auto place =
      std::lower_bound(properties.begin(), properties.end(), name, kByName);
  if (place == properties.end() || place->name != name) {
    place = properties.insert(place, Property{std::string(name), false, {}});
  }
  return *place;
}

}  // namespace meerkat::query::schema
