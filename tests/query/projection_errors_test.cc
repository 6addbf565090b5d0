#include <meerkat/json.h>

#include <string>
#include <string_view>

#include "query/projection/projection.h"
#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

Status ErrorOf(std::string_view specification, ProjectionUse use) {
  INFO(specification);
  const StatusOr<Document> document = ParseJson(specification);
  REQUIRE(document.ok());
  const auto projection = Projection::Parse(*document, use);
  REQUIRE_FALSE(projection.ok());
  return projection.status();
}

struct Row {
  std::string_view specification;
  int code;
  // A part of the message.
  std::string_view names;
};

template <size_t kSize>
void Check(ProjectionUse use, const Row (&rows)[kSize]) {
  for (const Row& row : rows) {
    const Status error = ErrorOf(row.specification, use);
    INFO(row.specification << ": " << error);
    CHECK(static_cast<int>(ErrorCodeOf(error)) == row.code);
    CHECK(ErrorMessageOf(error).find(row.names) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("a projection includes or excludes") {
  Check(
      ProjectionUse::kFind,
      {
          {R"({"foo": 0, "_id": 0, "bar": 1})", 31253, "field bar in"},
          {R"({"foo": 1, "_id": 0, "bar": 0})", 31254, "field bar in"},
          {R"({"a": {"b": 1, "c": 0}})", 31254, "field a.c in"},
          {R"({"_id.x": 1, "a": 0})", 31254, "field a in"},
          {R"({"_id.x": 0, "a": 1})", 31253, "field a in"},
          {R"({"x": "$y", "a": 0})", 31254, "field a in"},
          {R"({"a": 0, "x": {"$add": [1, 2]}})", 31252, "x: {\"$add\":[1,2]}"},
          {R"({"a": 0, "x": "$y"})", 31310, "x: \"$y\""},
          {R"({"a": 0, "x": null})", 31310, "x: null"},
          {R"({"a": 0, "_id": "$y"})", 31310, "_id: \"$y\""},
      });
}

TEST_CASE("paths of a projection do not collide") {
  constexpr Row kRows[] = {
      {R"({"a": 1, "a.b": 1})", 31249, "at a.b remaining portion b"},
      {R"({"a.b": 1, "a.b.c.d": 1})", 31249,
       "at a.b.c.d remaining portion c.d"},
      {R"({"a.b": 1, "a": 1})", 31250, "at a"},
      {R"({"a": 1, "a": 1})", 31250, "at a"},
      {R"({"a": {"b": 1}, "a.b": 1})", 31250, "at a.b"},
      {R"({"a": 0, "a.b": 0})", 31249, "at a.b"},
      {R"({"a": 1, "a.b": "$x"})", 31249, "at a.b"},
      {R"({"_id": 1, "_id.x": 1})", 31249, "at _id.x"},
      {R"({"_id": 0, "_id": 0})", 31250, "at _id"},
  };
  Check(ProjectionUse::kFind, kRows);
  Check(ProjectionUse::kProject, kRows);
  Check(ProjectionUse::kFind,
        {
            {R"({"a": {"$slice": 1}, "a.b": 1})", 31249, "at a.b"},
            {R"({"a": {"$elemMatch": {"b": 1}}, "a": 1})", 31250, "at a"},
            {R"({"a.$": 1, "a": 1})", 31250, "at a"},
            {R"({"a": 1, "a.$": 1})", 31250, "at a"},
            {R"({"a": 1, "a.b.$": 1})", 31249, "at a.b"},
        });
  Check(ProjectionUse::kAddFields,
        {
            {R"({"a": 1, "a.b": 1})", 40176, "at a.b"},
            {R"({"a.b": 1, "a": 1})", 40176, "at a"},
        });
}

TEST_CASE("a projection names paths") {
  constexpr Row kRows[] = {
      {R"({"": 1})", 40352, ""},
      {R"({"v..d": 1})", 15998, ""},
      {R"({".v": 1})", 15998, ""},
      {R"({"v.": 1})", 40353, ""},
      {R"({"v..$": 1})", 40353, ""},
      {R"({"$": 1})", 16410, "'$'"},
      {R"({"$v": 1})", 16410, "$v"},
      {R"({"$.foo": 1})", 16410, ""},
      {R"({"v.$foo": 1})", 16410, ""},
      {R"({"$.foo.$": 1})", 16410, ""},
      {R"({"a": {"b": 1, "$c": 1}})", 16410, "$c"},
  };
  Check(ProjectionUse::kFind, kRows);
  std::string deep = "a";
  constexpr int kMostComponents = 200;
  for (int i = 0; i < kMostComponents; ++i) deep += ".a";
  Check(ProjectionUse::kFind, {{R"({")" + deep + R"(": 1})", 15, ""},
                               {R"({"b": "$)" + deep + R"("})", 15, ""},
                               {R"({"b": "$$ROOT.)" + deep + R"("})", 15, ""},
                               {R"({")" + deep + R"(.$": 1})", 15, ""}});
}

TEST_CASE("the positional operator stands once, alone, and at the end") {
  Check(ProjectionUse::kFind,
        {
            {R"({"v.$.foo": 1})", 31394, "v.$.foo"},
            {R"({"v.$.foo.$": 1})", 31394, "v.$.foo.$"},
            {R"({"$.v.$.foo": 1})", 31394, ""},
            {R"({"v": {"$.foo": {"x": 1}}})", 31325, "$.foo"},
            {R"({"v.$": 0})", 31395, "v.$"},
            {R"({"v.$": false})", 31395, "v.$"},
            {R"({"a": 0, "v.$": 1})", 31395, "v.$"},
            {R"({"v.$": 1, "a": 0})", 31254, "field a"},
            {R"({"v.$": 1, "w.$": 1})", 31276, "'w.$'"},
            {R"({"v.$": {"$slice": 1}})", 31271, "$slice"},
            {R"({"v.$": {"x": 1}})", 31271, "{\"x\":1}"},
            {R"({"v.$": "hello"})", 31308, "hello"},
            {R"({"v.$": [1]})", 31308, "[1]"},
            {R"({"v.$": null})", 31308, "null"},
            {R"({"v.$": 1, "a": {"$elemMatch": {"b": 1}}})", 31255, "'a'"},
            {R"({"a": {"$elemMatch": {"b": 1}}, "v.$": 1})", 31256, "'v.$'"},
        });
  Check(ProjectionUse::kProject,
        {{R"({"v.$": 1})", 31324, "v.$"}, {R"({"v.$.a": 1})", 31394, "v.$.a"}});
}

TEST_CASE("$elemMatch takes a filter, at the top") {
  Check(
      ProjectionUse::kFind,
      {
          {R"({"a": {"$elemMatch": 5}})", 31274, "'a'"},
          {R"({"a": {"$elemMatch": [1]}})", 31274, "[1]"},
          {R"({"a.b": {"$elemMatch": {"c": 1}}})", 31275, "a.b"},
          {R"({"a": {"b": {"$elemMatch": {"c": 1}}}})", 31275, "a.b"},
          {R"({"a": {"$elemMatch": {"$foo": 1}}})", 2, "$foo"},
          {R"({"a": {"$elemMatch": {"x": {"$near": [1, 2]}}}})", 5626500,
           "'x'"},
          {R"({"a": {"$elemMatch": {"$near": [1, 2]}}})", 5626500, "$near"},
          {R"({"a": {"$elemMatch": {"$or": [{"x": {"$not": {"$nearSphere":
                 [1, 2]}}}]}}})",
           5626500, "$nearSphere"},
          {R"({"a": {"$elemMatch": {"$jsonSchema": {}}}})", 224, "$jsonSchema"},
          {R"({"a": {"$elemMatch": {"$and": [{"$jsonSchema": {}}]}}})", 224,
           "$jsonSchema"},
          {R"({"a": {"$elemMatch": {"x": 1}, "b": 1}})", 16410, ""},
          {R"({"a": {"$elemMatch": {"x": 1}, "$slice": 1}})", 16410, ""},
      });
}

TEST_CASE("$slice takes one number, or two") {
  Check(ProjectionUse::kFind,
        {
            {R"({"a": {"$slice": "x"}})", 28667, "\"x\""},
            {R"({"a": {"$slice": null}})", 28667, "null"},
            {R"({"a": {"$slice": []}})", 28667, "[]"},
            {R"({"a": {"$slice": [1]}})", 28667, "'a'"},
            {R"({"a": {"$slice": [1, 2, 3, 4]}})", 28667, "[1,2,3,4]"},
            {R"({"a": {"$slice": [1, 0]}})", 28724, "[1,0]"},
            {R"({"a": {"$slice": [1, -2]}})", 28724, "[1,-2]"},
            {R"({"a": {"$slice": [1, 0.5]}})", 28724, "'a'"},
            {R"({"a": {"$slice": [1, "x"]}})", 28724, "array"},
            {R"({"a": {"$slice": [1, 2, 3]}})", 28724, "array"},
            // Behind a positional operator it is an expression.
            {R"({"a.$": 1, "a": {"$slice": 1}})", 28667, "$slice"},
            {R"({"a.b.$": 1, "a.b": {"$slice": -1}})", 28667, "$slice"},
            {R"({"a": {"$slice": 1}, "a.$": 1})", 31250, "at a"},
            {R"({"a.$": 1, "a.b": {"$slice": 1}})", 31249, "at a.b"},
            {R"({"b.$": 1, "a": {"$slice": [1, 0]}})", 28724, "[1,0]"},
        });
}

TEST_CASE("$elemMatch takes no operators of a whole query") {
  Check(
      ProjectionUse::kFind,
      {
          {R"({"a": {"$elemMatch": {"$jsonSchema": {}}}})", 224,
           "$jsonSchema is not allowed"},
          {R"({"a": {"$elemMatch": {"b": {"$near": [0, 0]}}}})", 5626500,
           "$near at 'b' is not allowed"},
          {R"({"a": {"$elemMatch": {"b": {"$nearSphere": [0, 0]}}}})", 5626500,
           "$nearSphere at 'b' is not allowed"},
          {R"({"a": {"$elemMatch": {"$or": [{"$jsonSchema": {}}]}}})", 224,
           "$jsonSchema is not allowed"},
          {R"({"a": {"$elemMatch": {"$expr": true}}})", 2, "$expr"},
          {R"({"a": {"$elemMatch": {"$sampleRate": 0.5}}})", 2, "$sampleRate"},
      });
}

TEST_CASE("$meta takes a word that it knows") {
  Check(ProjectionUse::kFind,
        {
            {R"({"a": {"$meta": 1}})", 17307, "'a'"},
            {R"({"a": {"$meta": "nonsense"}})", 17308, "nonsense"},
            {R"({"a": {"$meta": "textScore"}})", 40218, "textScore"},
            {R"({"a": {"$meta": "geoNearDistance"}})", 40218, "'a'"},
        });
  Check(ProjectionUse::kProject,
        {{R"({"a": 0, "x": {"$meta": "indexKey"}})", 31252, "x:"}});
}

TEST_CASE("a projection refuses expressions that are none") {
  Check(ProjectionUse::kFind,
        {
            {R"({"a": {"$foo": 1}})", 31325, "$foo"},
            {R"({"a": {"b": {"$foo": 1}}})", 31325, "'a.b'"},
            {R"({"a": {"$eq": [{"$foo": 1}, 1]}})", 168, "$foo"},
            {R"({"a": {"$add": [1], "b": 1}})", 16410, "$add"},
            {R"({"a": {"b": 1, "$add": [1]}})", 16410, "$add"},
            {R"({"a": {"$eq": [{"$add": [1], "b": 1}, 1]}})", 15983, ""},
            {R"({"a": "$"})", 16872, ""},
            {R"({"a": "$$none"})", 17276, "none"},
            {R"({"a": {}})", 51270, "'a'"},
            {R"({"a": {"b": {}}})", 51270, "'a.b'"},
        });
}

TEST_CASE("a stage says something") {
  Check(ProjectionUse::kProject,
        {{"{}", 51272, "at least one field"}, {R"({"a": {}})", 51270, "'a'"}});
}

TEST_CASE("stages do not know the operators of find") {
  Check(ProjectionUse::kProject,
        {
            {R"({"a": {"$foo": 1}})", 31325, "$foo"},
            {R"({"a": {"$elemMatch": {"x": 1}}})", 168, "$elemMatch"},
            {R"({"a": {"$slice": 2}})", 28667, ""},
        });
  Check(ProjectionUse::kAddFields,
        {
            {R"({"a": {"$foo": 1}})", 168, "$foo"},
            {R"({"a": {"$elemMatch": {"x": 1}}})", 168, "$elemMatch"},
        });
}

TEST_CASE("what is added is an expression or a document of plain names") {
  Check(ProjectionUse::kAddFields,
        {
            {R"({"a": {"$add": [1, 2], "$multiply": [3]}})", 40181, "'a'"},
            {R"({"a": {"$add": [1, 2], "b": 1}})", 40181, "'a'"},
            {R"({"a": {"b": 1, "$add": [1, 2]}})", 16410, "$add"},
            {R"({"a": {"x.y": 1}})", 40183, "'x.y'"},
            {R"({"a.b": {"c": {"x.y": 1}}})", 40183, "'a.b.c'"},
        });
}

}  // namespace meerkat::query
