#include <meerkat/json.h>

#include <string>
#include <string_view>
#include <vector>

#include "query/schema/schema.h"
#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

struct Refusal {
  std::string_view schema;
  ErrorCode code;
  // A part of the message.
  std::string_view says;
};

Status ParseError(std::string_view text) {
  const StatusOr<Document> document = ParseJson(text);
  INFO(text);
  REQUIRE(document.ok());
  const StatusOr<Schema> schema = Schema::Parse(*document);
  REQUIRE_FALSE(schema.ok());
  return schema.status();
}

void CheckRefusals(const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    const Status status = ParseError(refusal.schema);
    INFO(refusal.schema);
    CHECK(ErrorCodeOf(status) == refusal.code);
    CHECK_THAT(ErrorMessageOf(status),
               Catch::Matchers::ContainsSubstring(std::string(refusal.says)));
  }
}

constexpr ErrorCode kBadValue = ErrorCode::kBadValue;
constexpr ErrorCode kFailedToParse = ErrorCode::kFailedToParse;
constexpr ErrorCode kTypeMismatch = ErrorCode::kTypeMismatch;

TEST_CASE("a schema refuses keywords it does not know") {
  CheckRefusals({
      {R"({"foo": 1})", kFailedToParse, "foo"},
      {R"({"Type": "string"})", kFailedToParse, "Type"},
      {R"({"$comment": "x"})", kFailedToParse, "$comment"},
      {R"({"$ref": "#"})", kFailedToParse, "'$ref' is not supported"},
      {R"({"$schema": "x"})", kFailedToParse, "'$schema' is not supported"},
      {R"({"default": 1})", kFailedToParse, "'default' is not supported"},
      {R"({"definitions": {}})", kFailedToParse,
       "'definitions' is not supported"},
      {R"({"format": "x"})", kFailedToParse, "'format' is not supported"},
      {R"({"id": "x"})", kFailedToParse, "'id' is not supported"},
      {R"({"properties": {"a": {"foo": 1}}})", kFailedToParse, "foo"},
      {R"({"minimum": 1, "minimum": 2})", kFailedToParse, "'minimum'"},
  });
}

TEST_CASE("a schema refuses types it does not know") {
  CheckRefusals({
      {R"({"type": "integer"})", kFailedToParse, "integer"},
      {R"({"type": ["string", "integer"]})", kFailedToParse, "integer"},
      {R"({"type": "int"})", kBadValue, "int"},
      {R"({"type": "bool"})", kBadValue, "bool"},
      {R"({"bsonType": "integer"})", kFailedToParse, "integer"},
      {R"({"bsonType": ["int", "integer"]})", kFailedToParse, "integer"},
      {R"({"bsonType": "boolean"})", kBadValue, "boolean"},
      {R"({"bsonType": "missing"})", kBadValue, "missing"},
      {R"({"bsonType": ""})", kBadValue, "bsonType"},
      {R"({"bsonType": 2})", kTypeMismatch, "'bsonType'"},
      {R"({"type": {}})", kTypeMismatch, "'type'"},
      {R"({"bsonType": ["int", 2]})", kTypeMismatch, "'bsonType'"},
      {R"({"type": []})", kFailedToParse, "'type' cannot be empty"},
      {R"({"bsonType": []})", kFailedToParse, "'bsonType' cannot be empty"},
      {R"({"bsonType": ["int", "int"]})", kFailedToParse, "twice"},
      {R"({"type": "string", "bsonType": "string"})", kFailedToParse, "both"},
  });
}

TEST_CASE("a schema refuses operands of the wrong type") {
  struct Row {
    std::string_view keyword;
    std::vector<std::string_view> operands;
  };
  for (const Row& row : std::vector<Row>{
           {"additionalItems", {"1", "[]", "null"}},
           {"additionalProperties", {"1", "[]", R"("x")"}},
           {"allOf", {"{}", "1", "[1]", "[{}, null]"}},
           {"anyOf", {"{}", "1", "[1]", "[{}, null]"}},
           {"oneOf", {"{}", "1", "[1]", "[[]]"}},
           {"not", {"[]", "1", "null"}},
           {"dependencies", {"[]", "1", R"({"a": 1})"}},
           {"description", {"1", "null", "{}"}},
           {"title", {"1", "null", "[]"}},
           {"enum", {"1", "{}", "null"}},
           {"items", {"1", "true", "[1]", "[{}, true]"}},
           {"minimum", {R"("1")", "null", "[]"}},
           {"maximum", {R"("1")", "null", "{}"}},
           {"multipleOf", {R"("1")", "null"}},
           {"pattern",
            {"1", "null",
             R"({"$regularExpression": {"pattern": "x", "options": ""}})"}},
           {"patternProperties", {"1", "[]", R"({"a": 1})"}},
           {"properties", {"1", "[]", R"({"a": true})", R"({"a": []})"}},
           {"required", {"1", "{}", R"("a")", "[1]", R"(["a", null])"}},
           {"uniqueItems", {"1", "null"}},
       }) {
    for (const std::string_view operand : row.operands) {
      const std::string text = "{\"" + std::string(row.keyword) +
                               "\": " + std::string(operand) + "}";
      const Status status = ParseError(text);
      INFO(text);
      CHECK(ErrorCodeOf(status) == kTypeMismatch);
      CHECK_THAT(ErrorMessageOf(status),
                 Catch::Matchers::ContainsSubstring(std::string(row.keyword)));
    }
  }
  CheckRefusals({
      {R"({"dependencies": {"a": [1]}})", kTypeMismatch, "'a'"},
      {R"({"minimum": 1, "exclusiveMinimum": 1})", kTypeMismatch,
       "'exclusiveMinimum'"},
      {R"({"maximum": 1, "exclusiveMaximum": null})", kTypeMismatch,
       "'exclusiveMaximum'"},
  });
}

TEST_CASE("a schema's counts are whole numbers of 0 or more") {
  for (const std::string_view keyword :
       {"minLength", "maxLength", "minItems", "maxItems", "minProperties",
        "maxProperties"}) {
    for (const std::string_view operand :
         {"-1", "1.5", R"("1")", "null", R"({"$numberDouble": "NaN"})", "1e30",
          R"({"$numberDecimal": "Infinity"})", "[]"}) {
      const std::string text =
          "{\"" + std::string(keyword) + "\": " + std::string(operand) + "}";
      const Status status = ParseError(text);
      INFO(text);
      CHECK(ErrorCodeOf(status) == kFailedToParse);
      CHECK_THAT(ErrorMessageOf(status),
                 Catch::Matchers::ContainsSubstring(std::string(keyword)));
    }
  }
}

TEST_CASE("a schema refuses what keywords cannot mean") {
  CheckRefusals({
      {R"({"multipleOf": 0})", kFailedToParse, "'multipleOf'"},
      {R"({"multipleOf": -0.5})", kFailedToParse, "'multipleOf'"},
      {R"({"multipleOf": {"$numberDouble": "NaN"}})", kFailedToParse,
       "'multipleOf'"},
      {R"({"multipleOf": {"$numberDecimal": "-0"}})", kFailedToParse,
       "'multipleOf'"},
      {R"({"exclusiveMinimum": true})", kFailedToParse, "'minimum'"},
      {R"({"exclusiveMaximum": false, "minimum": 1})", kFailedToParse,
       "'maximum'"},
      {R"({"enum": []})", kFailedToParse, "'enum' cannot be empty"},
      {R"({"enum": [1, 2, 1.0]})", kFailedToParse, "twice"},
      {R"({"enum": [{"a": 1, "b": 2}, {"b": 2, "a": 1}]})", kFailedToParse,
       "twice"},
      {R"({"required": []})", kFailedToParse, "'required' cannot be empty"},
      {R"({"required": ["a", "b", "a"]})", kFailedToParse, "twice"},
      {R"({"dependencies": {"a": []}})", kFailedToParse, "'a'"},
      {R"({"dependencies": {"a": ["b", "b"]}})", kFailedToParse, "twice"},
      {R"({"properties": {"a": {}, "a": {}}})", kFailedToParse, "'a'"},
      {R"({"allOf": []})", kBadValue, "'allOf'"},
      {R"({"anyOf": []})", kBadValue, "'anyOf'"},
      {R"({"oneOf": []})", kBadValue, "'oneOf'"},
      {R"({"pattern": "("})", ErrorCode::kInvalidRegex, ""},
      {R"({"patternProperties": {"(": {}}})", kBadValue,
       "'patternProperties': regular expression '(' is invalid"},
  });
}

TEST_CASE("a schema's operands are looked at even where they say nothing") {
  CheckRefusals({
      {R"({"additionalItems": {"foo": 1}})", kFailedToParse, "foo"},
      {R"({"type": "string", "items": {"foo": 1}})", kFailedToParse, "foo"},
      {R"({"items": {}, "additionalItems": 1})", kTypeMismatch,
       "'additionalItems'"},
      {R"({"not": {"anyOf": [{"enum": 1}]}})", kTypeMismatch, "'enum'"},
  });
}

// {not: {not: ... {}}}, `levels` of them. Not validated, which is what makes
// the schema's own limit visible.
Document Tower(int levels) {
  Document schema;
  for (int i = 0; i < levels; ++i) schema = Document{{"not", schema}};
  return schema;
}

TEST_CASE("a schema is not endlessly deep") {
  CHECK(Schema::Parse(Tower(kMaxNestingDepth)).ok());
  const StatusOr<Schema> too_deep = Schema::Parse(Tower(kMaxNestingDepth + 1));
  REQUIRE_FALSE(too_deep.ok());
  CHECK(ErrorCodeOf(too_deep.status()) == kBadValue);
}

}  // namespace
}  // namespace meerkat::query
