#include "query/schema/schema.h"

#include <meerkat/builder.h>
#include <meerkat/json.h>
#include <meerkat/value.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::query {
namespace {

using testing::Parsed;

Schema SchemaOf(DocumentView document) {
  const StatusOr<Schema> schema = Schema::Parse(document);
  INFO(ToString(document));
  INFO(schema.status());
  REQUIRE(schema.ok());
  return *schema;
}

bool Matches(DocumentView schema, DocumentView document) {
  Work work;
  const bool matches = SchemaOf(schema).Matches(document, work);
  CHECK(work.error.ok());
  return matches;
}

// One schema with values of the field `v` that it takes and does not take.
// "-" is a document without the field.
struct Case {
  std::string_view schema;
  std::vector<std::string_view> yes;
  std::vector<std::string_view> no;
};

Document WithValue(std::string_view value) {
  if (value == "-") return Document();
  return Parsed("{\"v\": " + std::string(value) + "}");
}

void CheckCases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Document schema =
        Parsed("{\"properties\": {\"v\": " + std::string(c.schema) + "}}");
    INFO(c.schema);
    for (const std::string_view value : c.yes) {
      INFO("takes " << value);
      CHECK(Matches(schema, WithValue(value)));
    }
    for (const std::string_view value : c.no) {
      INFO("does not take " << value);
      CHECK_FALSE(Matches(schema, WithValue(value)));
    }
  }
}

// A value of every type, as Extended JSON, with its alias.
struct Sample {
  std::string_view alias;
  std::string_view value;
};

constexpr Sample kSamples[] = {
    {"double", R"({"$numberDouble": "1.5"})"},
    {"string", R"("x")"},
    {"object", R"({"x": 1})"},
    {"array", R"([1])"},
    {"binData", R"({"$binary": {"base64": "AA==", "subType": "00"}})"},
    {"undefined", R"({"$undefined": true})"},
    {"objectId", R"({"$oid": "0123456789abcdef01234567"})"},
    {"bool", "true"},
    {"date", R"({"$date": {"$numberLong": "0"}})"},
    {"null", "null"},
    {"regex", R"({"$regularExpression": {"pattern": "x", "options": ""}})"},
    {"dbPointer",
     R"({"$dbPointer": {"$ref": "c",
         "$id": {"$oid": "0123456789abcdef01234567"}}})"},
    {"javascript", R"({"$code": "x"})"},
    {"symbol", R"({"$symbol": "x"})"},
    {"javascriptWithScope", R"({"$code": "x", "$scope": {}})"},
    {"int", R"({"$numberInt": "1"})"},
    {"timestamp", R"({"$timestamp": {"t": 1, "i": 1}})"},
    {"long", R"({"$numberLong": "5000000000"})"},
    {"decimal", R"({"$numberDecimal": "1.5"})"},
    {"minKey", R"({"$minKey": 1})"},
    {"maxKey", R"({"$maxKey": 1})"},
};

bool IsNumber(std::string_view alias) {
  return alias == "int" || alias == "long" || alias == "double" ||
         alias == "decimal";
}

TEST_CASE("a schema without keywords takes every document") {
  CHECK(Matches(Parsed("{}"), Parsed("{}")));
  CHECK(Matches(Parsed("{}"), Parsed(R"({"a": [1, {"b": 2}]})")));
}

TEST_CASE("a schema's bsonType takes its type and no other") {
  for (const Sample& named : kSamples) {
    const Document schema{
        {"properties",
         Document{{"v", Document{{"bsonType", Value(named.alias)}}}}}};
    for (const Sample& sample : kSamples) {
      INFO(named.alias << " and a value of " << sample.alias);
      CHECK(Matches(schema, WithValue(sample.value)) ==
            (named.alias == sample.alias));
    }
    CHECK(Matches(schema, Document()));
  }
}

TEST_CASE("a schema's number is any of the four") {
  for (const std::string_view keyword : {"type", "bsonType"}) {
    const Document schema{
        {"properties", Document{{"v", Document{{keyword, "number"}}}}}};
    for (const Sample& sample : kSamples) {
      INFO(sample.alias);
      CHECK(Matches(schema, WithValue(sample.value)) == IsNumber(sample.alias));
    }
  }
}

TEST_CASE("a schema's type knows the types of JSON") {
  CheckCases({
      {R"({"type": "string"})", {R"("")", "-"}, {"1", R"({"$symbol": "x"})"}},
      {R"({"type": "boolean"})", {"true", "false"}, {"1", "null"}},
      {R"({"type": "null"})", {"null", "-"}, {"0", R"({"$undefined": true})"}},
      {R"({"type": "object"})", {"{}", R"({"a": 1})"}, {"[]", "null"}},
      {R"({"type": "array"})", {"[]", "[1]"}, {"{}", "1"}},
      {R"({"type": ["string", "number"]})", {R"("x")", "1"}, {"[1]", "null"}},
      {R"({"bsonType": ["int", "long"]})",
       {"1", R"({"$numberLong": "5000000000"})"},
       {"1.5", "[1]"}},
      {R"({"bsonType": ["number", "int"]})", {"1", "1.5"}, {"null"}},
  });
}

TEST_CASE("a schema's type is asked of the whole document too") {
  CHECK(Matches(Parsed(R"({"type": "object"})"), Parsed("{}")));
  CHECK(Matches(Parsed(R"({"bsonType": ["string", "object"]})"), Parsed("{}")));
  CHECK_FALSE(Matches(Parsed(R"({"type": "array"})"), Parsed("{}")));
  CHECK_FALSE(Matches(Parsed(R"({"bsonType": "number"})"), Parsed("{}")));
  CHECK(Matches(Parsed(R"({"minimum": 5, "maxLength": 0, "minItems": 9})"),
                Parsed("{}")));
}

TEST_CASE("a schema's keyword says nothing of values it is not about") {
  struct Row {
    std::string_view keyword;
    std::string_view about;
  };
  for (const Row& row : std::vector<Row>{
           {R"({"minimum": 99999999999})", "number"},
           {R"({"maximum": -1})", "number"},
           {R"({"multipleOf": 77})", "number"},
           {R"({"minLength": 2})", "string"},
           {R"({"maxLength": 0})", "string"},
           {R"({"pattern": "never"})", "string"},
           {R"({"minItems": 2})", "array"},
           {R"({"maxItems": 0})", "array"},
           {R"({"items": {"type": "null"}})", "array"},
           {R"({"items": [], "additionalItems": false})", "array"},
           {R"({"required": ["y"]})", "object"},
           {R"({"minProperties": 2})", "object"},
           {R"({"maxProperties": 0})", "object"},
           {R"({"properties": {"x": {"type": "null"}}})", "object"},
           {R"({"patternProperties": {"x": {"type": "null"}}})", "object"},
           {R"({"additionalProperties": false})", "object"},
           {R"({"dependencies": {"x": ["y"]}})", "object"},
       }) {
    const Document schema =
        Parsed("{\"properties\": {\"v\": " + std::string(row.keyword) + "}}");
    for (const Sample& sample : kSamples) {
      INFO(row.keyword << " and a value of " << sample.alias);
      const bool is_about = row.about == "number" ? IsNumber(sample.alias)
                                                  : row.about == sample.alias;
      CHECK(Matches(schema, WithValue(sample.value)) == !is_about);
    }
    CHECK(Matches(schema, Document()));
  }
}

TEST_CASE("a schema's enum lists values whatever their type") {
  CheckCases({
      {R"({"enum": [1, "x", null, [1, 2], {"a": 1, "b": {"c": 1, "d": 2}}]})",
       {"1", "1.0", R"({"$numberDecimal": "1.00"})", R"("x")", "null", "[1, 2]",
        "[1.0, 2]", R"({"a": 1, "b": {"c": 1, "d": 2}})",
        R"({"b": {"d": 2, "c": 1}, "a": 1})", "-"},
       {"2", R"("X")", "[2, 1]", "[1]", "[1, 2, 3]", "[[1, 2]]", "[null]",
        R"({"a": 1})", R"({"a": 1, "b": {"c": 1, "d": 3}})",
        R"({"a": 1, "b": {"c": 1, "d": 2}, "e": 3})",
        R"({"a": 1, "B": {"c": 1, "d": 2}})", "false"}},
      {R"({"enum": [{"$numberDouble": "NaN"}]})",
       {R"({"$numberDouble": "NaN"})", R"({"$numberDecimal": "NaN"})"},
       {"0"}},
  });
  CHECK(Matches(Parsed(R"({"enum": [{"a": 1, "b": 2}, 5]})"),
                Parsed(R"({"b": 2, "a": 1})")));
  CHECK_FALSE(
      Matches(Parsed(R"({"enum": [{"a": 1}, 5]})"), Parsed(R"({"a": 2})")));
}

TEST_CASE("a schema's numbers have limits") {
  CheckCases({
      {R"({"minimum": 5})",
       {"5", "6", "5.0", R"({"$numberDecimal": "5.00"})", R"("4")", "[4]",
        R"({"$numberDouble": "Infinity"})"},
       {"4", "4.99", R"({"$numberLong": "-1"})",
        R"({"$numberDouble": "-Infinity"})", R"({"$numberDouble": "NaN"})",
        R"({"$numberDecimal": "NaN"})"}},
      {R"({"minimum": 5, "exclusiveMinimum": true})", {"6", "5.01"}, {"5"}},
      {R"({"exclusiveMinimum": false, "minimum": 5})", {"5"}, {"4"}},
      {R"({"maximum": 5})",
       {"5", "-6", R"({"$numberDouble": "-Infinity"})"},
       {"6", "5.001", R"({"$numberDecimal": "5.0000000000000000001"})",
        R"({"$numberDouble": "NaN"})"}},
      {R"({"maximum": 5, "exclusiveMaximum": true})", {"4.9"}, {"5", "5.0"}},
      {R"({"maximum": 5, "exclusiveMaximum": false})", {"5"}, {"6"}},
      {R"({"minimum": 1, "maximum": 3})", {"1", "2", "3"}, {"0", "4"}},
      {R"({"minimum": {"$numberDouble": "NaN"}})",
       {R"({"$numberDouble": "NaN"})"},
       {"1"}},
      {R"({"maximum": {"$numberLong": "9007199254740993"}})",
       {R"({"$numberDouble": "9007199254740992"})"},
       {R"({"$numberLong": "9007199254740994"})"}},
  });
}

TEST_CASE("a schema's multipleOf is exact in decimals") {
  CheckCases({
      {R"({"multipleOf": 3})",
       {"0", "3", "-9", "6.0", R"({"$numberLong": "3000000000000"})",
        R"({"$numberDecimal": "3E+6111"})", R"({"$numberDecimal": "-0"})"},
       {"1", "3.5", R"({"$numberDecimal": "3E-6000"})",
        R"({"$numberDecimal": "1E+6111"})", R"({"$numberDouble": "Infinity"})",
        R"({"$numberDouble": "NaN"})", R"({"$numberDecimal": "-Infinity"})"}},
      {R"({"multipleOf": 0.1})",
       {"0.3", "7", "-1.7", "1e300"},
       {"0.25", "0.30001"}},
      {R"({"multipleOf": 2.5})", {"5", "7.5"}, {"2", "6"}},
      {R"({"multipleOf": {"$numberDecimal": "0.01"}})",
       {"19.99", "20", R"({"$numberDecimal": "1.10"})"},
       {"0.005", R"({"$numberDecimal": "1.101"})"}},
      {R"({"multipleOf": 1024})",
       {R"({"$numberDecimal": "1E+10"})"},
       {R"({"$numberDecimal": "1E+9"})"}},
      {R"({"multipleOf": {"$numberDecimal": "2E+6111"}})",
       {"0", R"({"$numberDecimal": "4E+6111"})"},
       {"2", R"({"$numberDecimal": "3E+6111"})"}},
      {R"({"multipleOf": {"$numberDouble": "Infinity"}})", {"0"}, {"1"}},
      {R"({"multipleOf": 1})",
       {R"({"$numberLong": "-9223372036854775808"})"},
       {"0.5"}},
  });
}

TEST_CASE("a schema counts the code points of strings") {
  CheckCases({
      {R"({"minLength": 2})",
       {R"("ab")", R"("äö")", R"("abc")", R"({"$symbol": "a"})"},
       {R"("")", R"("a")", R"("ä")", "\"\xF0\x9F\x98\x80\""}},
      {R"({"maxLength": 2})",
       {R"("")", R"("äö")", "\"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\""},
       {R"("abc")", R"("äöü")"}},
      {R"({"maxLength": 2.0, "minLength": {"$numberDecimal": "2"}})",
       {R"("ab")"},
       {R"("a")", R"("abc")"}},
      {R"({"maxLength": {"$numberLong": "9223372036854775807"}})",
       {R"("ab")"},
       {}},
      {R"({"minLength": 0})", {R"("")"}, {}},
  });
}

TEST_CASE("a schema's pattern is found anywhere in the string") {
  CheckCases({
      {R"({"pattern": "b+"})",
       {R"("abc")", "5", R"({"$symbol": "x"})",
        R"({"$regularExpression": {"pattern": "x", "options": ""}})"},
       {R"("ac")", R"("B")", R"("")"}},
      {R"({"pattern": "^a.$"})", {R"("ab")", R"("aä")"}, {R"("bab")"}},
      {R"({"pattern": ""})", {R"("")", R"("x")"}, {}},
  });
}

TEST_CASE("a schema has rules for items") {
  CheckCases({
      {R"({"items": {"type": "number"}})",
       {"[]", "[1, 2.5]", "5", R"("x")", R"({"0": "x"})"},
       {R"(["x"])", R"([1, "x"])", "[[1]]"}},
      {R"({"items": [{"type": "number"}, {"type": "string"}]})",
       {"[]", "[1]", R"([1, "x"])", R"([1, "x", null])"},
       {R"(["x"])", "[1, 2]"}},
      {R"({"items": [{"type": "number"}], "additionalItems": false})",
       {"[]", "[1]"},
       {"[1, 2]", R"(["x"])"}},
      {R"({"items": [{"type": "number"}], "additionalItems": true})",
       {"[1, null]"},
       {R"(["x", null])"}},
      {R"({"additionalItems": {"type": "string"}, "items": [{}]})",
       {"[1]", R"([1, "x", "y"])"},
       {R"([1, "x", 2])"}},
      {R"({"items": [], "additionalItems": false})", {"[]"}, {"[1]"}},
      // Without a list of items it says nothing.
      {R"({"additionalItems": false})", {"[1, 2]"}, {}},
      {R"({"items": {"minimum": 1}, "additionalItems": false})",
       {"[1, 2]"},
       {"[0]"}},
      {R"({"items": {"items": {"enum": [1]}}})", {"[[1], [], 2]"}, {"[[2]]"}},
  });
}

TEST_CASE("a schema counts items") {
  CheckCases({
      {R"({"minItems": 1})", {"[null]", "{}"}, {"[]"}},
      {R"({"maxItems": 1})", {"[]", "[[1, 2]]"}, {"[1, 2]"}},
      {R"({"minItems": 1, "maxItems": 2})", {"[1]", "[1, 2]"}, {"[]"}},
      {R"({"maxItems": 0})", {"[]"}, {"[1]"}},
  });
}

TEST_CASE("a schema may want unique items") {
  CheckCases({
      {R"({"uniqueItems": true})",
       {"[]", "[1]", R"([1, "1", true, null])", "[[1], [2], [1, 2], [2, 1]]",
        R"([{"a": 1}, {"a": 2}, {"b": 1}, {}])", "[0, false, null]",
        R"([{"a": [1, 2]}, {"a": [2, 1]}])", R"({"a": 1, "b": 1})",
        R"([{"a": 1, "b": 2}, {"a": 2, "b": 1}])"},
       {"[1, 1]", "[1, 2, 1.0]", "[null, 1, null]", "[[1], [1.0]]",
        R"([{"a": 1, "b": 2}, {"b": 2, "a": 1}])",
        R"([{"x": {"a": 1, "b": [{"c": 1, "d": 2}]}},
            {"x": {"b": [{"d": 2, "c": 1}], "a": 1}}])",
        R"([{"$numberDouble": "0"}, {"$numberDouble": "-0"}])",
        R"(["a", 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
            "a"])"}},
      {R"({"uniqueItems": false})", {"[1, 1]"}, {}},
  });
}

TEST_CASE("a schema requires fields") {
  const Document schema = Parsed(R"({"required": ["a", "b.c", ""]})");
  CHECK(Matches(schema, Parsed(R"({"": null, "b.c": 1, "a": null, "x": 1})")));
  CHECK_FALSE(Matches(schema, Parsed(R"({"a": 1, "b.c": 2})")));
  CHECK_FALSE(Matches(schema, Parsed(R"({"": 1, "b.c": 2})")));
  // A dot in a name is no path.
  CHECK_FALSE(Matches(schema, Parsed(R"({"": 1, "b": {"c": 2}, "a": 1})")));
  CheckCases({
      {R"({"required": ["a"]})",
       {R"({"a": 1})", "[]", R"([{"b": 1}])", "5", "-"},
       {"{}", R"({"b": {"a": 1}})"}},
  });
}

TEST_CASE("a schema requires many fields") {
  Builder names;
  Builder all;
  Builder almost;
  for (int i = 0; i < 200; ++i) {
    const std::string name = "f" + std::to_string(i);
    names.AppendItem(Value(name));
    all.Append(name, i);
    if (i != 150) almost.Append(name, i);
  }
  const Document schema{
      {"required", Value::ArrayOf(std::move(names).Finish())}};
  CHECK(Matches(schema, std::move(all).Finish()));
  CHECK_FALSE(Matches(schema, std::move(almost).Finish()));
}

TEST_CASE("a schema has rules for fields") {
  CheckCases({
      {R"({"properties": {"a": {"type": "number"}, "b": {"minLength": 1}}})",
       {"{}", R"({"a": 1})", R"({"b": "x", "a": 2, "c": null})", "[1]",
        R"([{"a": "x"}])"},
       {R"({"a": "x"})", R"({"a": 1, "b": ""})", R"({"a": null})"}},
      {R"({"properties": {"a": {"properties": {"b": {"enum": [1]}}}}})",
       {R"({"a": {"b": 1}})", R"({"a": 2})", R"({"a": [{"b": 2}]})"},
       {R"({"a": {"b": 2}})"}},
      {R"({"properties": {"a.b": {"type": "number"}}})",
       {R"({"a": {"b": "x"}})", R"({"a.b": 1})"},
       {R"({"a.b": "x"})"}},
      {R"({"properties": {}})", {"{}", R"({"a": 1})"}, {}},
      // Also of fields whose names are positions.
      {R"({"properties": {"0": {"type": "string"}}})",
       {"[1]", R"({"0": "x"})"},
       {R"({"0": 1})"}},
  });
}

TEST_CASE("a schema has rules for names that match a pattern") {
  CheckCases({
      {R"({"patternProperties": {"^n": {"type": "number"},
                                 "s$": {"maxLength": 1}}})",
       {"{}", R"({"n1": 1, "x": "long", "xs": "y"})", R"({"ns": 5})"},
       {R"({"n1": "x"})", R"({"xs": "long"})", R"({"ns": "x"})"}},
      {R"({"properties": {"n1": {"minimum": 5}},
           "patternProperties": {"^n": {"type": "number"}}})",
       {R"({"n1": 5, "n2": 1})"},
       {R"({"n1": 4})", R"({"n2": "x"})"}},
      {R"({"patternProperties": {}})", {R"({"a": 1})"}, {}},
  });
}

TEST_CASE("a schema has rules for the other fields") {
  CheckCases({
      {R"({"properties": {"a": {}}, "additionalProperties": false})",
       {"{}", R"({"a": 1})"},
       {R"({"b": 1})", R"({"a": 1, "b": 1})"}},
      {R"({"properties": {"a": {}}, "patternProperties": {"^x": {}},
           "additionalProperties": {"type": "number"}})",
       {R"({"a": "s", "x1": "s", "b": 1})"},
       {R"({"b": "s"})"}},
      {R"({"additionalProperties": true})", {R"({"b": 1})"}, {}},
      {R"({"additionalProperties": {"type": "number"}})",
       {R"({"b": 1})"},
       {R"({"b": "x"})"}},
      // To be required does not make a field one of `properties`.
      {R"({"required": ["a"], "additionalProperties": false})",
       {},
       {R"({"a": 1})", "{}"}},
  });
  CHECK_FALSE(Matches(
      Parsed(R"({"properties": {"a": {}}, "additionalProperties": false})"),
      Parsed(R"({"_id": 1, "a": 1})")));
}

TEST_CASE("a schema counts fields") {
  CheckCases({
      {R"({"minProperties": 1})", {R"({"a": 1})", "[]"}, {"{}"}},
      {R"({"maxProperties": 1})",
       {"{}", R"({"a": {"b": 1, "c": 2}})", "[1, 2]"},
       {R"({"a": 1, "b": 2})"}},
  });
}

TEST_CASE("a schema's fields depend on others") {
  CheckCases({
      {R"({"dependencies": {"a": ["b", "c"]}})",
       {"{}", R"({"b": 1})", R"({"a": 1, "c": 1, "b": null})", "[1]"},
       {R"({"a": 1})", R"({"a": null, "b": 1})"}},
      {R"({"dependencies": {"a": {"properties": {"b": {"minimum": 5}},
                                  "required": ["b"]}}})",
       {R"({"b": 1})", R"({"a": 1, "b": 5})"},
       {R"({"a": 1})", R"({"a": 1, "b": 4})"}},
      {R"({"dependencies": {"a": ["b"], "b": ["c"]}})",
       {R"({"a": 1, "b": 1, "c": 1})", R"({"b": 1, "c": 1})"},
       {R"({"a": 1, "b": 1})"}},
      {R"({"dependencies": {}})", {R"({"a": 1})"}, {}},
  });
}

TEST_CASE("schemas are combined") {
  CheckCases({
      {R"({"allOf": [{"minimum": 1}, {"maximum": 3}]})",
       {"2", "-"},
       {"0", "4"}},
      {R"({"anyOf": [{"type": "string"}, {"minimum": 5, "type": "number"}]})",
       {"5", R"("x")", "-"},
       {"4", "null"}},
      {R"({"oneOf": [{"multipleOf": 2}, {"multipleOf": 3}]})",
       {"2", "3"},
       {"1", "6", R"("x")"}},
      {R"({"oneOf": [{}]})", {"1"}, {}},
      {R"({"not": {"type": "number"}})", {R"("x")", "-"}, {"1"}},
      {R"({"not": {}})", {"-"}, {"1"}},
      {R"({"not": {"not": {"enum": [1, 2]}}})", {"1"}, {"3"}},
      {R"({"anyOf": [{"required": ["a"]}, {"required": ["b"]}],
           "not": {"required": ["a", "b"]}})",
       {R"({"a": 1})", R"({"b": 1})"},
       {"{}", R"({"a": 1, "b": 2})"}},
  });
  CHECK_FALSE(Matches(Parsed(R"({"not": {"required": ["a"]}})"),
                      Parsed(R"({"a": null})")));
}

TEST_CASE("a schema may have title and description") {
  CHECK(Matches(Parsed(R"({"title": "", "description": "of nothing"})"),
                Parsed("{}")));
}

TEST_CASE("a schema outlives the document it was parsed from") {
  StatusOr<Schema> schema = Schema::Parse(Document());
  {
    const Document source = Parsed(
        R"({"required": ["a name of some length, that is not kept inline"],
            "properties": {"x": {"enum": ["a value of some length as well"]}},
            "patternProperties": {"^y+$": {"pattern": "z"}}})");
    schema = Schema::Parse(source);
  }
  REQUIRE(schema.ok());
  const Schema copy = *schema;
  Work work;
  CHECK(copy.Matches(
      Parsed(R"({"a name of some length, that is not kept inline": 1,
               "x": "a value of some length as well", "yy": "z"})"),
      work));
  CHECK_FALSE(copy.Matches(Parsed("{}"), work));
  CHECK(work.error.ok());
}

TEST_CASE("a schema's pattern of too many steps is an error") {
  Work work;
  const Document document{{"a", std::string(64, 'a') + "!"}};
  const Document schemas[] = {
      Parsed(R"({"properties": {"a": {"pattern": "^(a+)+$"}}})"),
      Parsed(R"({"not": {"properties": {"a": {"pattern": "^(a+)+$"}}}})"),
  };
  for (const Document& schema : schemas) {
    work.error = Status();
    CHECK_FALSE(SchemaOf(schema).Matches(document, work));
    CHECK(ErrorCodeOf(work.error) == ErrorCode::kRegexMatchFailed);
  }
  work.error = Status();
  const Document named{{std::string(64, 'a') + "!", 1}};
  CHECK_FALSE(SchemaOf(Parsed(R"({"patternProperties": {"^(a+)+$": {}}})"))
                  .Matches(named, work));
  CHECK(ErrorCodeOf(work.error) == ErrorCode::kRegexMatchFailed);
}

}  // namespace
}  // namespace meerkat::query
