#include "query/schema/parse.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <bitset>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "query/schema/keywords.h"
#include "query/schema/operands.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

namespace {

struct Keyword {
  std::string_view name;
  Status (*parse)(const Element& keyword, int depth, Rules& rules);
};

constexpr Keyword kKeywords[] = {
    {"additionalItems", &ParseAdditionalItems},
    {"additionalProperties", &ParseAdditionalProperties},
    {"allOf", &ParseAllOf},
    {"anyOf", &ParseAnyOf},
    {"bsonType", &ParseBsonType},
    {"dependencies", &ParseDependencies},
    {"description", &IgnoreString},
    {"enum", &ParseEnum},
    {"exclusiveMaximum", &ParseExclusiveMaximum},
    {"exclusiveMinimum", &ParseExclusiveMinimum},
    {"items", &ParseItems},
    {"maxItems", &ParseMaxItems},
    {"maxLength", &ParseMaxLength},
    {"maxProperties", &ParseMaxProperties},
    {"maximum", &ParseMaximum},
    {"minItems", &ParseMinItems},
    {"minLength", &ParseMinLength},
    {"minProperties", &ParseMinProperties},
    {"minimum", &ParseMinimum},
    {"multipleOf", &ParseMultipleOf},
    {"not", &ParseNot},
    {"oneOf", &ParseOneOf},
    {"pattern", &ParsePattern},
    {"patternProperties", &ParsePatternProperties},
    {"properties", &ParseProperties},
    {"required", &ParseRequired},
    {"title", &IgnoreString},
    {"type", &ParseType},
    {"uniqueItems", &ParseUniqueItems},
};

// Of draft 4, but not of MongoDB.
constexpr std::string_view kLeftOut[] = {
    "$ref", "$schema", "default", "definitions", "format", "id",
};

Status UnknownKeyword(std::string_view name) {
  for (const std::string_view left_out : kLeftOut) {
    if (name == left_out) {
      return MakeError(
          ErrorCode::kFailedToParse,
          fmt::format("$jsonSchema keyword '{}' is not supported", name));
    }
  }
  return MakeError(ErrorCode::kFailedToParse,
                   fmt::format("unknown $jsonSchema keyword: {}", name));
}

// The place of a keyword in the table; the table's size for none.
size_t PlaceOf(std::string_view name) {
  size_t place = 0;
  while (place < std::size(kKeywords) && kKeywords[place].name != name) ++place;
  return place;
}

// What a keyword demands of those beside it.
Status CheckSiblings(DocumentView schema) {
  if (schema.Find("type").exists() && schema.Find("bsonType").exists()) {
    return MakeError(ErrorCode::kFailedToParse,
                     "a $jsonSchema cannot have both keywords 'type' and "
                     "'bsonType'");
  }
  constexpr std::pair<std::string_view, std::string_view> kNeeds[] = {
      {"exclusiveMaximum", "maximum"}, {"exclusiveMinimum", "minimum"}};
  for (const auto& [keyword, needed] : kNeeds) {
    if (!schema.Find(keyword).exists() || schema.Find(needed).exists()) {
      continue;
    }
    return MakeError(
        ErrorCode::kFailedToParse,
        fmt::format("$jsonSchema keyword '{}' needs the keyword '{}' beside it",
                    keyword, needed));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<Rules> ParseRules(DocumentView schema, int depth) {
  if (depth > kMaxNestingDepth) {
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("a $jsonSchema may have {} schemas inside one another",
                    kMaxNestingDepth));
  }
  Rules rules;
  std::bitset<std::size(kKeywords)> seen;
  for (const Element& keyword : schema) {
    const size_t place = PlaceOf(keyword.name());
    if (place == std::size(kKeywords)) return UnknownKeyword(keyword.name());
    if (seen.test(place)) {
      return BadOperand(keyword, "is there a second time");
    }
    seen.set(place);
    MEERKAT_RETURN_IF_ERROR(kKeywords[place].parse(keyword, depth, rules));
  }
  MEERKAT_RETURN_IF_ERROR(CheckSiblings(schema));
  return rules;
}

StatusOr<std::unique_ptr<const Rules>> ParseSchemaOperand(
    const Element& keyword, int depth) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView schema, ReadObject(keyword));
  MEERKAT_ASSIGN_OR_RETURN(Rules rules, ParseRules(schema, depth + 1));
  return std::make_unique<const Rules>(std::move(rules));
}

StatusOr<std::vector<Rules>> ParseSchemaList(const Element& keyword,
                                             int depth) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView schemas, ReadArray(keyword));
  std::vector<Rules> list;
  for (const Element& schema : schemas) {
    if (schema.type() != Type::kDocument) {
      return WrongType(keyword, "an array of objects");
    }
    MEERKAT_ASSIGN_OR_RETURN(Rules rules,
                             ParseRules(schema.AsDocument(), depth + 1));
    list.push_back(std::move(rules));
  }
  return list;
}

StatusOr<Additional> ParseAdditional(const Element& keyword, int depth) {
  Additional additional;
  if (keyword.type() == Type::kBool) {
    additional.allowed = keyword.AsBool();
    return additional;
  }
  if (keyword.type() != Type::kDocument) {
    return WrongType(keyword, "an object or a boolean");
  }
  MEERKAT_ASSIGN_OR_RETURN(additional.rules,
                           ParseSchemaOperand(keyword, depth));
  return additional;
}

}  // namespace meerkat::query::schema
