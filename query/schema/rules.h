// Rules: a schema, parsed. One struct per kind of value that keywords are
// about; a schema that says nothing of a kind has no such part.
//
//   {type: "object", properties: {n: {minimum: 1}}}
//
//   Rules  types: [object]
//   └── objects: n -> Rules
//                     └── numbers: minimum 1
//
// Immutable once parsed (parse.h); matches.h asks whether a value keeps them.
#pragma once

#include <meerkat/types.h>
#include <meerkat/value.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/regex/regex.h"

namespace meerkat::query::schema {

struct Rules;

inline constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

// From minItems and its kin to maxItems and its kin, both inclusive.
struct Limits {
  int64_t least = 0;
  int64_t most = kNoLimit;
};

struct NumberRules {
  // Missing when not asked for.
  Value multiple_of;
  Value minimum;
  Value maximum;
  bool exclusive_minimum = false;
  bool exclusive_maximum = false;
};

struct StringRules {
  // In code points.
  Limits length;
  std::optional<Regex> pattern;
};

// additionalItems and additionalProperties: false, true or a schema.
struct Additional {
  bool allowed = true;
  // Null when any value will do.
  std::unique_ptr<const Rules> rules;
};

struct ArrayRules {
  Limits size;
  bool unique = false;
  // {items: {...}}: for every item. Null without.
  std::unique_ptr<const Rules> each;
  // {items: [...]}: for the first items, each its own; `additional` is for
  // what follows them, and counts only when there is such a list.
  bool has_list = false;
  std::vector<Rules> list;
  Additional additional;
};

// A name in `properties`, `required` or both.
struct Property {
  std::string name;
  bool is_required = false;
  // Null when it is not in `properties`.
  std::unique_ptr<const Rules> rules;
};

struct PatternProperty {
  Regex name;
  std::unique_ptr<const Rules> rules;
};

// Where the field `name` is, the names must be too, and the document keep the
// rules (unless null).
struct Dependency {
  std::string name;
  std::vector<std::string> names;
  std::unique_ptr<const Rules> rules;
};

struct ObjectRules {
  Limits size;
  // In order of their names, each name once.
  std::vector<Property> properties;
  std::vector<PatternProperty> pattern_properties;
  // For fields in neither `properties` nor matched by a pattern.
  Additional additional;
  std::vector<Dependency> dependencies;

  // Null when the name is not there.
  const Property* Find(std::string_view name) const;
  // Adds the name when it is not there yet.
  Property& FindOrAdd(std::string_view name);
};

struct Rules {
  // One of these; any when empty.
  std::vector<Type> types;
  // enum: one of these, in the order of unordered_compare.h. Any when empty.
  std::vector<Value> values;

  // Null when no keyword is about them.
  std::unique_ptr<NumberRules> numbers;
  std::unique_ptr<StringRules> strings;
  std::unique_ptr<ArrayRules> arrays;
  std::unique_ptr<ObjectRules> objects;

  // Any number of them may be empty, which then asks for nothing.
  std::vector<Rules> all_of;
  std::vector<Rules> any_of;
  std::vector<Rules> one_of;
  std::unique_ptr<const Rules> none_of;
};

}  // namespace meerkat::query::schema
