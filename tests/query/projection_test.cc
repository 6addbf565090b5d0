#include "query/projection/projection.h"

#include <meerkat/json.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::query {
namespace {

using testing::Parsed;

Projection Parsed(std::string_view specification, ProjectionUse use) {
  const auto projection = Projection::Parse(Parsed(specification), use);
  INFO(specification << ": " << projection.status());
  REQUIRE(projection.ok());
  return *projection;
}

// What is left of `document`, or the error.
std::string Apply(ProjectionUse use, std::string_view specification,
                  std::string_view document,
                  std::optional<uint32_t> matched_position) {
  ProjectionContext context(Date{0}, &RandomSource::Real());
  context.matched_position = matched_position;
  context.sort_key = Array{1, "x"};
  const Document input = Parsed(document);
  const StatusOr<DocumentView> projected =
      Parsed(specification, use).Apply(input, context);
  if (!projected.ok()) return ErrorName(ErrorCodeOf(projected.status()));
  const StatusOr<Document> copy = Document::Parse(projected->bytes());
  REQUIRE(copy.ok());
  return ToJson(*copy);
}

std::string Find(std::string_view specification, std::string_view document,
                 std::optional<uint32_t> matched_position = std::nullopt) {
  return Apply(ProjectionUse::kFind, specification, document, matched_position);
}

std::string Stage(std::string_view specification, std::string_view document) {
  return Apply(ProjectionUse::kProject, specification, document, {});
}

std::string Add(std::string_view specification, std::string_view document) {
  return Apply(ProjectionUse::kAddFields, specification, document, {});
}

struct Row {
  std::string_view specification;
  std::string_view document;
  std::string_view projected;
};

template <size_t kSize>
void CheckFind(const Row (&rows)[kSize]) {
  for (const Row& row : rows) {
    INFO(row.specification << " of " << row.document);
    CHECK(Find(row.specification, row.document) == row.projected);
  }
}

constexpr std::string_view kDocument =
    R"({"_id":1,"a":[{"b":2,"c":3},4,{"c":5},[{"b":6,"c":7},8]],)"
    R"("d":{"e":9,"f":10},"g":11})";

}  // namespace

TEST_CASE("an inclusion leaves what it names, in the document's order") {
  CheckFind({
      {R"({"g": 1, "d": 1})", kDocument,
       R"({"_id":1,"d":{"e":9,"f":10},"g":11})"},
      {R"({"d.f": 1})", kDocument, R"({"_id":1,"d":{"f":10}})"},
      {R"({"d": {"f": 1}, "g": true})", kDocument,
       R"({"_id":1,"d":{"f":10},"g":11})"},
      {R"({"d": {"f": 1}, "d.e": 1})", kDocument,
       R"({"_id":1,"d":{"e":9,"f":10}})"},
      {R"({"x": 1})", kDocument, R"({"_id":1})"},
      {R"({"g.x": 1})", kDocument, R"({"_id":1})"},
      {R"({"d.x.y": 1})", kDocument, R"({"_id":1,"d":{}})"},
      {R"({"_id": 0, "g": 1})", kDocument, R"({"g":11})"},
      {R"({"g": 1, "_id": 1})", kDocument, R"({"_id":1,"g":11})"},
      {R"({"_id": 1})", kDocument, R"({"_id":1})"},
      {R"({"x": 1})", R"({"y":1})", "{}"},
  });
}

TEST_CASE("an inclusion goes through arrays, and drops what has no fields") {
  CheckFind({
      {R"({"a.b": 1})", kDocument, R"({"_id":1,"a":[{"b":2},{},[{"b":6}]]})"},
      {R"({"a.c": 1})", kDocument,
       R"({"_id":1,"a":[{"c":3},{"c":5},[{"c":7}]]})"},
      {R"({"a.b": 1})", R"({"a":[1,2]})", R"({"a":[]})"},
      {R"({"a.b": 1})", R"({"a":[]})", R"({"a":[]})"},
      {R"({"a.b": 1})", R"({"a":[[[1]]]})", R"({"a":[[[]]]})"},
      {R"({"a.0": 1})", R"({"a":[5,{"0":6}]})", R"({"a":[{"0":6}]})"},
  });
}

TEST_CASE("an exclusion keeps what it does not name") {
  CheckFind({
      {R"({"a": 0})", kDocument, R"({"_id":1,"d":{"e":9,"f":10},"g":11})"},
      {R"({"a": 0, "_id": 0})", kDocument, R"({"d":{"e":9,"f":10},"g":11})"},
      {R"({"a": false, "d.e": 0})", kDocument,
       R"({"_id":1,"d":{"f":10},"g":11})"},
      {R"({"a": 0, "d": {"e": 0, "f": 0}})", kDocument,
       R"({"_id":1,"d":{},"g":11})"},
      {R"({"_id": 1, "a": 0, "d": 0})", kDocument, R"({"_id":1,"g":11})"},
      {R"({"_id": 0})", R"({"_id":1,"x":2})", R"({"x":2})"},
      {R"({"a.b": 0, "d": 0, "g": 0})", kDocument,
       R"({"_id":1,"a":[{"c":3},4,{"c":5},[{"c":7},8]]})"},
      {R"({"g.x": 0})", R"({"g":11})", R"({"g":11})"},
      {R"({"a.0": 0})", R"({"a":[5,{"0":6,"1":7}]})", R"({"a":[5,{"1":7}]})"},
      {R"({"x": 0})", "{}", "{}"},
  });
}

TEST_CASE("an empty projection keeps everything") {
  CHECK(Find("{}", kDocument) == kDocument);
  CHECK(Parsed("{}", ProjectionUse::kFind).keeps_all());
  CHECK(Parsed(R"({"_id": 1, "x": {"$slice": 1}})", ProjectionUse::kFind)
            .keeps_all() == false);
}

TEST_CASE("any number but zero includes") {
  constexpr std::string_view kOthers = R"({"_id":1,"x":2})";
  for (const std::string_view flag :
       {"1", "-1", "0.1", "true", R"({"$numberLong":"7"})",
        R"({"$numberDecimal":"0.0001"})", R"({"$numberDouble":"NaN"})",
        R"({"$numberDecimal":"Infinity"})"}) {
    INFO(flag);
    CHECK(Find(R"({"a": )" + std::string(flag) + "}",
               R"({"_id":1,"a":3,"x":2})") == R"({"_id":1,"a":3})");
  }
  for (const std::string_view flag :
       {"0", "-0.0", "false", R"({"$numberLong":"0"})",
        R"({"$numberDecimal":"0E+3"})", R"({"$numberDecimal":"-0.0"})"}) {
    INFO(flag);
    CHECK(Find(R"({"a": )" + std::string(flag) + "}",
               R"({"_id":1,"a":3,"x":2})") == kOthers);
  }
}

TEST_CASE("the fields of an _id are projected like any others") {
  CheckFind({
      {R"({"_id.x": 1})", R"({"_id":{"x":1,"y":2},"a":3})",
       R"({"_id":{"x":1}})"},
      {R"({"_id": {"x": 0}})", R"({"_id":{"x":1,"y":2},"a":3})",
       R"({"_id":{"y":2},"a":3})"},
      {R"({"a": 1, "b._id": 1})", R"({"_id":1,"a":2,"b":{"_id":3,"c":4}})",
       R"({"_id":1,"a":2,"b":{"_id":3}})"},
      {R"({"b.c": 1})", R"({"_id":1,"b":{"_id":3,"c":4}})",
       R"({"_id":1,"b":{"c":4}})"},
  });
}

TEST_CASE("of two fields with one name an inclusion takes the first") {
  Builder builder;
  builder.Append("a", 1).Append("a", 2).Append("b", 3).Append("b", 4);
  const Document twice = std::move(builder).Finish();
  ProjectionContext context(Date{0}, nullptr);
  const auto include =
      Parsed(R"({"a": 1, "b": 1})", ProjectionUse::kFind).Apply(twice, context);
  CHECK(ToJson(*include) == R"({"a":1,"b":3})");
  const auto exclude =
      Parsed(R"({"a": 0})", ProjectionUse::kFind).Apply(twice, context);
  CHECK(ToJson(*exclude) == R"({"b":3,"b":4})");
}

TEST_CASE("many paths are found as surely as few") {
  Builder specification;
  Builder document;
  std::string expected = "{";
  for (int i = 0; i < 200; ++i) {
    const std::string name = "f" + std::to_string(i);
    document.Append(name, i);
    if (i % 3 != 0) continue;
    specification.Append(name, 1);
    if (i > 0) expected += ',';
    expected += '"' + name + "\":" + std::to_string(i);
  }
  const auto projection =
      Projection::Parse(specification.FinishView(), ProjectionUse::kFind);
  ProjectionContext context(Date{0}, nullptr);
  CHECK(ToJson(*projection->Apply(document.FinishView(), context)) ==
        expected + "}");
}

TEST_CASE("$slice leaves items of an array") {
  const auto items = [](std::string_view operand) {
    return Find(R"({"a": {"$slice": )" + std::string(operand) + "}}",
                R"({"a":[0,1,2,3,4]})");
  };
  CHECK(items("2") == R"({"a":[0,1]})");
  CHECK(items("0") == R"({"a":[]})");
  CHECK(items("-2") == R"({"a":[3,4]})");
  CHECK(items("9") == R"({"a":[0,1,2,3,4]})");
  CHECK(items("-9") == R"({"a":[0,1,2,3,4]})");
  CHECK(items("2.9") == R"({"a":[0,1]})");
  CHECK(items("-1.9") == R"({"a":[4]})");
  CHECK(items(R"({"$numberDouble":"NaN"})") == R"({"a":[]})");
  CHECK(items(R"({"$numberDouble":"-Infinity"})") == R"({"a":[0,1,2,3,4]})");
  CHECK(items(R"({"$numberLong":"9223372036854775807"})") ==
        R"({"a":[0,1,2,3,4]})");
  CHECK(items(R"({"$numberLong":"-9223372036854775808"})") ==
        R"({"a":[0,1,2,3,4]})");
  CHECK(items(R"({"$numberDecimal":"1"})") == R"({"a":[0]})");
  CHECK(items("[1, 2]") == R"({"a":[1,2]})");
  CHECK(items("[-2, 1]") == R"({"a":[3]})");
  CHECK(items("[-9, 2]") == R"({"a":[0,1]})");
  CHECK(items("[9, 2]") == R"({"a":[]})");
  CHECK(items("[3, 9]") == R"({"a":[3,4]})");
}

TEST_CASE("$slice excludes by itself, and includes beside inclusions") {
  CheckFind({
      {R"({"a": {"$slice": 1}})", R"({"_id":1,"b":2,"a":[3,4],"c":5})",
       R"({"_id":1,"b":2,"a":[3],"c":5})"},
      {R"({"a": {"$slice": 1}, "b": 0})", R"({"_id":1,"b":2,"a":[3,4],"c":5})",
       R"({"_id":1,"a":[3],"c":5})"},
      {R"({"a": {"$slice": 1}, "b": 1})", R"({"_id":1,"b":2,"a":[3,4],"c":5})",
       R"({"_id":1,"b":2,"a":[3]})"},
      {R"({"a": {"$slice": 1}, "_id": 0})", R"({"_id":1,"b":2,"a":[3,4]})",
       R"({"b":2,"a":[3]})"},
      {R"({"a": {"$slice": 1}, "_id": 1})", R"({"_id":1,"b":2,"a":[3,4]})",
       R"({"_id":1,"a":[3]})"},
      {R"({"a": {"$slice": 1}})", R"({"a":5})", R"({"a":5})"},
      // The expression, since these are not two numbers.
      {R"({"a": {"$slice": [0, null]}})", R"({"_id":1,"b":2,"a":[3,4]})",
       R"({"_id":1,"a":null})"},
      {R"({"a": {"$slice": [1, null, 1]}})", R"({"_id":1,"b":2,"a":[3,4]})",
       R"({"_id":1,"a":null})"},
      {R"({"a": {"$slice": 1}})", R"({"b":5})", R"({"b":5})"},
      {R"({"a": {"$slice": 1}, "b": {"$slice": -1}})",
       R"({"a":[1,2],"b":[3,4]})", R"({"a":[1],"b":[4]})"},
  });
}

TEST_CASE("$slice goes through arrays of documents") {
  CheckFind({
      {R"({"a.b": {"$slice": 1}})", R"({"a":{"b":[1,2],"c":3}})",
       R"({"a":{"b":[1],"c":3}})"},
      {R"({"a.b": {"$slice": 1}})", R"({"a":[{"b":[1,2]},5,{"b":[3,4]}]})",
       R"({"a":[{"b":[1]},5,{"b":[3]}]})"},
      {R"({"a": {"b": {"$slice": 1}, "c": 1}})",
       R"({"a":{"b":[1,2],"c":3,"d":4}})", R"({"a":{"b":[1],"c":3}})"},
      // Not through arrays in arrays.
      {R"({"a.b": {"$slice": 1}})", R"({"a":[[{"b":[1,2],"c":3}]]})",
       R"({"a":[[{"b":[1,2],"c":3}]]})"},
      {R"({"a.b": {"$slice": 1}, "x": 1})", R"({"a":[[{"b":[1,2],"c":3}]]})",
       R"({"a":[[{"b":[1,2]}]]})"},
  });
}

TEST_CASE("$elemMatch leaves the first item that matches") {
  CheckFind({
      {R"({"a": {"$elemMatch": {"b": 2}}})",
       R"({"_id":1,"z":0,"a":[{"b":1},{"b":2,"c":1},{"b":2,"c":2}]})",
       R"({"_id":1,"a":[{"b":2,"c":1}]})"},
      {R"({"a": {"$elemMatch": {"$gt": 2, "$lt": 5}}})",
       R"({"_id":1,"a":[1,9,3,4]})", R"({"_id":1,"a":[3]})"},
      {R"({"a": {"$elemMatch": {"b": 7}}})", R"({"_id":1,"a":[{"b":1}]})",
       R"({"_id":1})"},
      {R"({"a": {"$elemMatch": {"b": 1}}})", R"({"_id":1,"a":{"b":1}})",
       R"({"_id":1})"},
      {R"({"a": {"$elemMatch": {"b": 1}}})", R"({"_id":1})", R"({"_id":1})"},
      {R"({"a": {"$elemMatch": {"$elemMatch": {"$eq": 3}}}})",
       R"({"_id":1,"a":[[1],[2,3],[3]]})", R"({"_id":1,"a":[[2,3]]})"},
      {R"({"_id": 0, "a": {"$elemMatch": {"b": 1}}})",
       R"({"_id":1,"z":0,"a":[{"b":1}]})", R"({"a":[{"b":1}]})"},
      // Behind what is included, in the order of the specification.
      {R"({"c": {"$elemMatch": {"$eq": 4}}, "b": 1,
           "a": {"$elemMatch": {"$eq": 3}}})",
       R"({"a":[1,3],"b":1,"c":[4,5],"d":[7]})", R"({"b":1,"c":[4],"a":[3]})"},
      // In its place where others are kept.
      {R"({"c": {"$elemMatch": {"$eq": 4}}, "b": 0,
           "a": {"$elemMatch": {"$eq": 9}}})",
       R"({"a":[1,3],"b":1,"c":[4,5],"d":[7]})", R"({"c":[4],"d":[7]})"},
      {R"({"a": {"$elemMatch": {"$eq": 3}}, "d": {"$slice": 1}})",
       R"({"a":[1,3],"b":1,"d":[7,8]})", R"({"d":[7],"a":[3]})"},
  });
}

TEST_CASE("the positional operator leaves the item that the filter matched") {
  CHECK(Find(R"({"a.$": 1})", R"({"_id":1,"a":[5,6,7],"b":8})", 1) ==
        R"({"_id":1,"a":[6]})");
  CHECK(Find(R"({"b": 1, "a.$": true})", R"({"_id":1,"a":[5,6,7],"b":8})", 2) ==
        R"({"_id":1,"a":[7],"b":8})");
  CHECK(Find(R"({"a.b.$": 1})", R"({"a":{"b":[5,6],"c":7}})", 1) ==
        R"({"a":{"b":[6]}})");
  // The first array on the path, whichever it is.
  CHECK(Find(R"({"a.b.$": 1})", R"({"a":[{"b":[5,6]},{"b":[7,8],"c":9}]})",
             1) == R"({"a":[{"b":[7,8]}]})");
  CHECK(Find(R"({"a": {"b.$": 1}})", R"({"a":{"b":[5,6],"c":7}})", 1) ==
        R"({"a":{"b":[6]}})");
  CHECK(Find(R"({"a.$": 1, "c": {"$slice": 1}})", R"({"a":[5,6],"c":[7,8]})",
             1) == R"({"a":[6],"c":[7]})");
  CHECK(Find(R"({"a.$": 1, "x": "$a"})", R"({"a":[5,6]})", 1) ==
        R"({"a":[6],"x":[5,6]})");
}

TEST_CASE("the positional operator asks for a match only where an array is") {
  CHECK(Find(R"({"a.$": 1})", R"({"_id":1,"a":5})") == R"({"_id":1,"a":5})");
  CHECK(Find(R"({"a.$": 1})", R"({"_id":1})") == R"({"_id":1})");
  CHECK(Find(R"({"a.b.$": 1})", R"({"a":5})") == "{}");
  CHECK(Find(R"({"a.$": 1})", R"({"a":[5]})") == "Location51246");
  CHECK(Find(R"({"a.$": 1})", R"({"a":[]})") == "Location51246");
  CHECK(Find(R"({"a.$": 1})", R"({"a":[5]})", 1) == "Location51247");
  // Items without fields are gone before it looks.
  CHECK(Find(R"({"a.b.$": 1})", R"({"a":[5]})", 0) == "Location51247");
}

TEST_CASE("computed fields follow in the order of the specification") {
  CheckFind({
      {R"({"y": "$b", "x": {"$literal": 7}, "a": 1})",
       R"({"_id":1,"a":2,"b":3})", R"({"_id":1,"a":2,"y":3,"x":7})"},
      {R"({"a": "$b", "b": 1})", R"({"_id":1,"a":2,"b":3})",
       R"({"_id":1,"b":3,"a":3})"},
      {R"({"x": "text"})", R"({"_id":1})", R"({"_id":1,"x":"text"})"},
      {R"({"x": null})", R"({"_id":1,"x":5})", R"({"_id":1,"x":null})"},
      {R"({"x": ["$a", 1]})", R"({"_id":1,"a":2})", R"({"_id":1,"x":[2,1]})"},
      {R"({"x": "$nothing"})", R"({"_id":1,"x":5})", R"({"_id":1})"},
      {R"({"_id": "$a"})", R"({"_id":1,"a":2})", R"({"_id":2})"},
      {R"({"_id": 0, "x": "$_id"})", R"({"_id":1,"a":2})", R"({"x":1})"},
      {R"({"A.Z": "$a", "A": {"Y": "$a", "A": "$a"}, "A.B": "$a"})",
       R"({"a":1})", R"({"A":{"Z":1,"Y":1,"A":1,"B":1}})"},
  });
}

TEST_CASE("computed fields are put into documents and items of arrays") {
  CheckFind({
      {R"({"a.x": "$b"})", R"({"a":{"c":1},"b":2})", R"({"a":{"x":2}})"},
      {R"({"a.x": "$b", "a.c": 1})", R"({"a":{"c":1},"b":2})",
       R"({"a":{"c":1,"x":2}})"},
      {R"({"b": 1, "a.x": "$b"})", R"({"a":{"c":1},"b":2})",
       R"({"a":{"x":2},"b":2})"},
      {R"({"b": 1, "a.x": "$b"})", R"({"a":7,"b":2})",
       R"({"b":2,"a":{"x":2}})"},
      {R"({"a.x.y": "$b"})", R"({"b":2})", R"({"a":{"x":{"y":2}}})"},
      {R"({"a.x": "$b"})", R"({"a":[{"c":1},3,[{}]],"b":2})",
       R"({"a":[{"x":2},[{"x":2}]]})"},
      {R"({"a.x": "$b"})", R"({"a":[],"b":2})", R"({"a":[]})"},
      {R"({"a.x": "$none"})", R"({"b":2})", R"({"a":{}})"},
  });
}

TEST_CASE("$addFields keeps all, and replaces in place") {
  CHECK(Add(R"({"a": "$b"})", R"({"a":1,"b":2})") == R"({"a":2,"b":2})");
  CHECK(Add(R"({"x": 1, "y": true})", R"({"_id":0,"a":1})") ==
        R"({"_id":0,"a":1,"x":1,"y":true})");
  CHECK(Add(R"({"a": {"x": 5}})", R"({"a":{"b":1},"c":2})") ==
        R"({"a":{"b":1,"x":5},"c":2})");
  CHECK(Add(R"({"a.x": 5})", R"({"a":[{"b":1},3,[4]],"c":2})") ==
        R"({"a":[{"b":1,"x":5},{"x":5},[{"x":5}]],"c":2})");
  CHECK(Add(R"({"a.x": 5})", R"({"a":3,"c":2})") == R"({"a":{"x":5},"c":2})");
  CHECK(Add(R"({"a.x": 5})", R"({"c":2})") == R"({"c":2,"a":{"x":5}})");
  CHECK(Add(R"({"a": "$$REMOVE"})", R"({"a":1,"b":2})") == R"({"b":2})");
  CHECK(Add(R"({"_id": 9})", R"({"_id":1,"b":2})") == R"({"_id":9,"b":2})");
}

TEST_CASE("$project is an inclusion or an exclusion too") {
  CHECK(Stage(R"({"a": 1})", R"({"_id":0,"a":1,"b":2})") ==
        R"({"_id":0,"a":1})");
  CHECK(Stage(R"({"a": 0})", R"({"_id":0,"a":1,"b":2})") ==
        R"({"_id":0,"b":2})");
  CHECK(Stage(R"({"_id": 0})", R"({"_id":0,"b":2})") == R"({"b":2})");
  CHECK(Stage(R"({"x": {"$meta": "indexKey"}})", R"({"_id":0,"b":2})") ==
        R"({"_id":0})");
}

TEST_CASE("$meta gives what is known of a document") {
  CheckFind({
      {R"({"k": {"$meta": "sortKey"}})", R"({"_id":1,"a":2})",
       R"({"_id":1,"a":2,"k":[1,"x"]})"},
      {R"({"k": {"$meta": "sortKey"}})", R"({"_id":1,"k":0,"a":2})",
       R"({"_id":1,"k":[1,"x"],"a":2})"},
      {R"({"k": {"$meta": "sortKey"}, "a": 1})", R"({"_id":1,"k":0,"a":2})",
       R"({"_id":1,"a":2,"k":[1,"x"]})"},
      {R"({"k": {"$meta": "sortKey"}, "a": 0})", R"({"_id":1,"a":2,"b":3})",
       R"({"_id":1,"b":3,"k":[1,"x"]})"},
      {R"({"k": {"$meta": "indexKey"}})", R"({"_id":1,"k":2,"b":3})",
       R"({"_id":1,"b":3})"},
  });
}

TEST_CASE("one context serves document after document") {
  const Projection projection = Parsed(
      R"({"a.b.$": 1, "x": {"$switch": {"branches": [
                 {"case": "$y", "then": 1}]}}})",
      ProjectionUse::kFind);
  ProjectionContext context(Date{0}, nullptr);
  context.matched_position = 0;
  const auto apply = [&](std::string_view document) {
    const Document input = Parsed(document);
    const auto projected = projection.Apply(input, context);
    return projected.ok() ? ToJson(*projected) : "error";
  };
  // Errors leave it in the middle of something.
  CHECK(apply(R"({"a":{"b":[1]},"y":true})") == R"({"a":{"b":[1]},"x":1})");
  CHECK(apply(R"({"a":{"b":[1]},"y":false})") == "error");
  CHECK(apply(R"({"a":{"b":[]},"y":true})") == "error");
  CHECK(apply(R"({"a":{"b":[2,3]},"y":true})") == R"({"a":{"b":[2]},"x":1})");
}

namespace {

// {a: {a: ... {a: 1}}}: documents in documents, `levels` below the first.
Document Tower(int levels) {
  Document tower{{"a", 1}};
  for (int i = 0; i < levels; ++i) tower = Document{{"a", Value(tower)}};
  return tower;
}

// An array in an array, `levels` of them below `a`, around a number.
Document ArrayTower(int levels) {
  Value tower(1);
  for (int i = 0; i < levels; ++i) tower = Array(std::vector<Value>{tower});
  return Document{{"a", tower}};
}

// Whether the document has room for what is added.
bool MayBeProjected(std::string_view specification, const Document& document) {
  ProjectionContext context(Date{0}, &RandomSource::Real());
  const StatusOr<DocumentView> projected =
      Parsed(specification, ProjectionUse::kAddFields).Apply(document, context);
  if (projected.ok()) {
    CHECK(Document::Parse(projected->bytes()).ok());
    return true;
  }
  CHECK(ErrorCodeOf(projected.status()) == ErrorCode::kOverflow);
  return false;
}

}  // namespace

TEST_CASE("a projected document is no deeper than a stored one") {
  constexpr int kMost = kMaxNestingDepth;
  REQUIRE(Document::Parse(Tower(kMost).view().bytes()).ok());
  REQUIRE_FALSE(Document::Parse(Tower(kMost + 1).view().bytes()).ok());

  CHECK(MayBeProjected(R"({"x": 1})", Tower(kMost)));
  // A field that is taken elsewhere.
  CHECK(MayBeProjected(R"({"x": "$a"})", Tower(kMost)));
  CHECK(MayBeProjected(R"({"x.y": "$a.a"})", Tower(kMost)));
  CHECK(MayBeProjected(R"({"x.y": "$a"})", Tower(kMost - 1)));
  CHECK_FALSE(MayBeProjected(R"({"x.y": "$a"})", Tower(kMost)));
  CHECK(MayBeProjected(R"({"a": {"a": "$a.a"}})", Tower(kMost)));
  CHECK_FALSE(MayBeProjected(R"({"a": {"a": "$a"}})", Tower(kMost)));
  // Something made of it.
  CHECK(MayBeProjected(R"({"x": "$$ROOT"})", Tower(kMost - 1)));
  CHECK_FALSE(MayBeProjected(R"({"x": "$$ROOT"})", Tower(kMost)));
  CHECK(MayBeProjected(R"({"x": ["$a"]})", Tower(kMost - 1)));
  CHECK_FALSE(MayBeProjected(R"({"x": ["$a"]})", Tower(kMost)));
  CHECK(MayBeProjected(R"({"x": {"$mergeObjects": ["$a"]}})", Tower(kMost)));
}

TEST_CASE("fields that are made anew count as levels") {
  constexpr int kMost = kMaxNestingDepth;
  // [[...[{b: {c: 1}}]...]]
  CHECK(MayBeProjected(R"({"a.b.c": 1})", ArrayTower(kMost - 2)));
  CHECK_FALSE(MayBeProjected(R"({"a.b.c": 1})", ArrayTower(kMost - 1)));
  CHECK_FALSE(MayBeProjected(R"({"a.b.c": "$none"})", ArrayTower(kMost - 1)));
}

TEST_CASE("a sort key that is shown counts as levels") {
  const auto shows_sort_key = [](const Document& document) {
    ProjectionContext context(Date{0}, &RandomSource::Real());
    context.sort_key = Array(std::vector<Value>{Value(document["a"])});
    return Parsed(R"({"x": {"$meta": "sortKey"}})", ProjectionUse::kFind)
        .Apply(document, context)
        .status();
  };
  CHECK(shows_sort_key(Tower(kMaxNestingDepth - 1)).ok());
  CHECK(ErrorCodeOf(shows_sort_key(Tower(kMaxNestingDepth))) ==
        ErrorCode::kOverflow);
}

TEST_CASE("$addFields adds nothing, or an empty document") {
  CHECK(Add("{}", R"({"a":1})") == R"({"a":1})");
  CHECK(Add(R"({"a": {}, "b": {}})", R"({"a":{"x":1}})") ==
        R"({"a":{},"b":{}})");
  CHECK(Add(R"({"a": {"b": {}, "c": 1}})", R"({"a":{"x":1}})") ==
        R"({"a":{"x":1,"b":{},"c":1}})");
}

}  // namespace meerkat::query
