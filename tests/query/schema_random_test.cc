// Random schemas and random documents, small enough to meet often: Schema must
// say what a reading of the schema's own document says, done anew for every
// value and with no thought of speed.
#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/schema/schema.h"
#include "storage/bson/number.h"
#include "tests/catch.hpp"
#include "tests/support/random_numbers.h"
#include "tests/support/seed.h"

namespace meerkat::query {
namespace {

constexpr int kRounds = 30000 * MEERKAT_TEST_EFFORT / 100;

// --- what a schema means -----------------------------------------------------

// A text that equal values share, whatever the order of their fields and the
// type of their numbers.
std::string Canonical(const Element& value) {
  if (value.is_number()) return std::to_string(bson::ToDouble(value));
  if (value.type() != Type::kDocument && value.type() != Type::kArray) {
    return ToString(value);
  }
  std::vector<std::string> parts;
  for (const Element& field : value.AsDocument()) {
    parts.push_back(std::string(field.name()) + "=" + Canonical(field));
  }
  if (value.type() == Type::kDocument) std::ranges::sort(parts);
  std::string text = value.type() == Type::kDocument ? "{" : "[";
  for (const std::string& part : parts) text += part + ",";
  return text + "}";
}

bool HasJsonType(std::string_view name, const Element& value) {
  if (name == "number") return value.is_number();
  if (name == "boolean") return value.type() == Type::kBool;
  return TypeName(value.type()) == name;
}

bool Keeps(DocumentView schema, const Element& value);

bool KeepsAdditional(const Element& additional, const Element& value) {
  if (!additional.exists()) return true;
  return additional.type() == Type::kBool
             ? additional.AsBool()
             : Keeps(additional.AsDocument(), value);
}

bool KeepsItems(DocumentView schema, const Element& array) {
  const Element items = schema["items"];
  std::vector<Element> list;
  if (items.type() == Type::kArray) {
    list.assign(items.AsDocument().begin(), items.AsDocument().end());
  }
  size_t i = 0;
  for (const Element& item : array.AsDocument()) {
    if (items.type() == Type::kDocument && !Keeps(items.AsDocument(), item)) {
      return false;
    }
    if (items.type() == Type::kArray) {
      if (i < list.size() && !Keeps(list[i].AsDocument(), item)) return false;
      if (i >= list.size() &&
          !KeepsAdditional(schema["additionalItems"], item)) {
        return false;
      }
    }
    ++i;
  }
  return true;
}

bool KeepsFields(DocumentView schema, const Element& object) {
  for (const Element& field : object.AsDocument()) {
    bool is_additional = true;
    if (schema["properties"].exists()) {
      const Element rules = schema["properties"].AsDocument()[field.name()];
      if (rules.exists()) {
        is_additional = false;
        if (!Keeps(rules.AsDocument(), field)) return false;
      }
    }
    if (schema["patternProperties"].exists()) {
      // The generator's patterns are single letters.
      for (const Element& rules : schema["patternProperties"].AsDocument()) {
        if (field.name().find(rules.name()) == std::string_view::npos) continue;
        is_additional = false;
        if (!Keeps(rules.AsDocument(), field)) return false;
      }
    }
    if (is_additional &&
        !KeepsAdditional(schema["additionalProperties"], field)) {
      return false;
    }
  }
  return true;
}

bool HasAll(const Element& names, const Element& object) {
  return std::ranges::all_of(names.AsDocument(), [&](const Element& name) {
    return object.AsDocument()[name.AsString()].exists();
  });
}

bool KeepsDependencies(const Element& dependencies, const Element& object) {
  return std::ranges::all_of(
      dependencies.AsDocument(), [&](const Element& entry) {
        if (!object.AsDocument()[entry.name()].exists()) return true;
        return entry.type() == Type::kArray ? HasAll(entry, object)
                                            : Keeps(entry.AsDocument(), object);
      });
}

int64_t CountOf(const Element& value) {
  if (value.type() == Type::kString) {
    int64_t count = 0;
    for (const unsigned char byte : value.AsString()) {
      if (byte < 0x80 || byte >= 0xC0) ++count;
    }
    return count;
  }
  return std::distance(value.AsDocument().begin(), value.AsDocument().end());
}

int CountKept(const Element& schemas, const Element& value) {
  int count = 0;
  for (const Element& schema : schemas.AsDocument()) {
    if (Keeps(schema.AsDocument(), value)) ++count;
  }
  return count;
}

bool KeepsKeyword(DocumentView schema, const Element& keyword,
                  const Element& value) {
  const std::string_view name = keyword.name();
  const bool is_string = value.type() == Type::kString;
  const bool is_array = value.type() == Type::kArray;
  const bool is_object = value.type() == Type::kDocument;
  if (name == "type") return HasJsonType(keyword.AsString(), value);
  if (name == "enum") {
    return std::ranges::any_of(keyword.AsDocument(), [&](const Element& item) {
      return Canonical(item) == Canonical(value);
    });
  }
  if (name == "allOf") {
    return CountKept(keyword, value) == CountOf(keyword);
  }
  if (name == "anyOf") return CountKept(keyword, value) > 0;
  if (name == "oneOf") return CountKept(keyword, value) == 1;
  if (name == "not") return !Keeps(keyword.AsDocument(), value);
  if (name == "minimum" || name == "maximum" || name == "multipleOf") {
    if (!value.is_number()) return true;
    const double number = bson::ToDouble(value);
    const double operand = bson::ToDouble(keyword);
    if (name == "multipleOf") {
      return number / operand == static_cast<int64_t>(number / operand);
    }
    const Element exclusive =
        schema[name == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum"];
    if (number == operand) return !exclusive.exists() || !exclusive.AsBool();
    return name == "minimum" ? number > operand : number < operand;
  }
  if (name == "minLength") {
    return !is_string || CountOf(value) >= bson::ToDouble(keyword);
  }
  if (name == "maxLength") {
    return !is_string || CountOf(value) <= bson::ToDouble(keyword);
  }
  if (name == "minItems") {
    return !is_array || CountOf(value) >= bson::ToDouble(keyword);
  }
  if (name == "maxItems") {
    return !is_array || CountOf(value) <= bson::ToDouble(keyword);
  }
  if (name == "minProperties") {
    return !is_object || CountOf(value) >= bson::ToDouble(keyword);
  }
  if (name == "maxProperties") {
    return !is_object || CountOf(value) <= bson::ToDouble(keyword);
  }
  if (name == "items") return !is_array || KeepsItems(schema, value);
  if (name == "uniqueItems") {
    if (!is_array || !keyword.AsBool()) return true;
    std::set<std::string> seen;
    return std::ranges::all_of(value.AsDocument(), [&](const Element& item) {
      return seen.insert(Canonical(item)).second;
    });
  }
  if (name == "required") return !is_object || HasAll(keyword, value);
  if (name == "dependencies") {
    return !is_object || KeepsDependencies(keyword, value);
  }
  if (name == "properties" || name == "patternProperties" ||
      name == "additionalProperties") {
    return !is_object || KeepsFields(schema, value);
  }
  return true;
}

bool Keeps(DocumentView schema, const Element& value) {
  return std::ranges::all_of(schema, [&](const Element& keyword) {
    return KeepsKeyword(schema, keyword, value);
  });
}

// --- random ones -------------------------------------------------------------

class Generator {
 public:
  explicit Generator(uint64_t seed) : numbers_(seed) {}

  Value SomeValue(int depth) {
    constexpr std::string_view kTexts[] = {"", "a", "ab", "äb"};
    switch (Below(depth > 0 ? 8 : 6)) {
      case 0:
        return Value(nullptr);
      case 1:
        return Value(Below(2) == 0);
      case 2:
        return Value(kTexts[Below(4)]);
      case 3:
        return Value(static_cast<double>(Below(12)) / 2 - 1);
      case 4:
        return Value(static_cast<long long>(Below(4)));
      case 5:
        return Value(static_cast<int>(Below(6)) - 1);
      case 6:
        return List(depth);
      default:
        return Value(Object(depth));
    }
  }

  Document Object(int depth) {
    Builder object;
    for (const std::string_view name : {"a", "b", "ab", "c"}) {
      if (Below(2) == 0) object.Append(name, SomeValue(depth - 1));
    }
    return std::move(object).Finish();
  }

  Document SomeSchema(int depth) {
    std::map<std::string_view, Value> keywords;
    for (uint64_t i = Below(4); i > 0; --i) AddKeyword(keywords, depth);
    Builder schema;
    for (const auto& [name, operand] : keywords) schema.Append(name, operand);
    return std::move(schema).Finish();
  }

 private:
  uint64_t Below(uint64_t count) { return numbers_.Below(count); }

  Value List(int depth) {
    Builder items;
    for (uint64_t i = Below(4); i > 0; --i) {
      items.AppendItem(SomeValue(depth - 1));
    }
    return Value::ArrayOf(std::move(items).Finish());
  }

  Value Schemas(int depth) {
    Builder list;
    for (uint64_t i = 1 + Below(3); i > 0; --i) {
      list.AppendItem(Value(SomeSchema(depth - 1)));
    }
    return Value::ArrayOf(std::move(list).Finish());
  }

  Value Names() {
    constexpr std::string_view kNames[] = {"a", "b", "ab", "c"};
    const uint64_t first = Below(4);
    if (Below(2) == 0) return Array{Value(kNames[first])};
    return Array{Value(kNames[first]), Value(kNames[(first + 1) % 4])};
  }

  Value SchemasByName(int depth) {
    Builder schemas;
    for (const std::string_view name : {"a", "b", "c"}) {
      if (Below(2) == 0) schemas.Append(name, Value(SomeSchema(depth - 1)));
    }
    return Value(std::move(schemas).Finish());
  }

  Value Additional(int depth) {
    return Below(2) == 0 ? Value(Below(2) == 0) : Value(SomeSchema(depth - 1));
  }

  // Without two that are equal, which a schema refuses.
  Value Enum(int depth) {
    Builder list;
    std::set<std::string> seen;
    for (uint64_t i = 1 + Below(4); i > 0; --i) {
      const Value value = SomeValue(depth);
      if (seen.insert(Canonical(value.element())).second) {
        list.AppendItem(value);
      }
    }
    return Value::ArrayOf(std::move(list).Finish());
  }

  void AddKeyword(std::map<std::string_view, Value>& keywords, int depth) {
    constexpr std::string_view kTypes[] = {"array",  "boolean", "null",
                                           "number", "object",  "string"};
    constexpr std::string_view kCounts[] = {"minLength",     "maxLength",
                                            "minItems",      "maxItems",
                                            "minProperties", "maxProperties"};
    switch (Below(depth > 0 ? 16 : 7)) {
      case 0:
        keywords["type"] = Value(kTypes[Below(6)]);
        return;
      case 1:
        keywords["enum"] = Enum(std::max(depth, 0));
        return;
      case 2:
        keywords["minimum"] = Value(static_cast<int>(Below(4)));
        if (Below(2) == 0) keywords["exclusiveMinimum"] = Value(Below(2) == 0);
        return;
      case 3:
        keywords["maximum"] = Value(static_cast<double>(Below(6)) / 2);
        if (Below(2) == 0) keywords["exclusiveMaximum"] = Value(Below(2) == 0);
        return;
      case 4:
        keywords["multipleOf"] = Value(static_cast<double>(1 + Below(4)) / 2);
        return;
      case 5:
        keywords[kCounts[Below(6)]] = Value(static_cast<int>(Below(4)));
        return;
      case 6:
        keywords["required"] = Names();
        return;
      case 7:
        keywords["allOf"] = Schemas(depth);
        return;
      case 8:
        keywords["anyOf"] = Schemas(depth);
        return;
      case 9:
        keywords["oneOf"] = Schemas(depth);
        return;
      case 10:
        keywords["not"] = Value(SomeSchema(depth - 1));
        return;
      case 11:
        keywords["items"] =
            Below(2) == 0 ? Schemas(depth) : Value(SomeSchema(depth - 1));
        if (Below(2) == 0) keywords["additionalItems"] = Additional(depth);
        return;
      case 12:
        keywords["uniqueItems"] = Value(Below(4) != 0);
        return;
      case 13:
        keywords["patternProperties"] = SchemasByName(depth);
        return;
      case 14:
        keywords["dependencies"] =
            Below(2) == 0 ? SchemasByName(depth)
                          : Value(Document{{"a", Names()}, {"b", Names()}});
        return;
      default:
        keywords["properties"] = SchemasByName(depth);
        if (Below(2) == 0) keywords["additionalProperties"] = Additional(depth);
        return;
    }
  }

  testing::RandomNumbers numbers_;
};

TEST_CASE("random schemas mean what a plain reading of them says") {
  Generator generator(testing::SeedOfThisRun());
  int taken = 0;
  for (int round = 0; round < kRounds; ++round) {
    const Document schema = generator.SomeSchema(3);
    const StatusOr<Schema> parsed = Schema::Parse(schema);
    INFO(ToString(schema));
    INFO(parsed.status());
    REQUIRE(parsed.ok());
    for (int i = 0; i < 4; ++i) {
      const Document document = generator.Object(3);
      const Value root(document);
      Work work;
      const bool matches = parsed->Matches(document, work);
      taken += matches ? 1 : 0;
      INFO(ToString(document));
      REQUIRE(work.error.ok());
      REQUIRE(matches == Keeps(schema, root.element()));
    }
  }
  // Both answers come often.
  CHECK(taken > kRounds / 2);
  CHECK(taken < kRounds * 7 / 2);
}

}  // namespace
}  // namespace meerkat::query
