// Which keys a document has in a wildcard index.
#include "index/wildcard_keys.h"

#include <meerkat/builder.h>

#include <string>
#include <string_view>

#include "tests/index/key_testing.h"
#include "tests/index/keys_testing.h"

namespace meerkat::index {
namespace {

struct Row {
  std::string_view key;
  std::string_view document;
  std::string_view keys;
};

void CheckAll(std::initializer_list<Row> rows, std::string_view options = "") {
  for (const Row& row : rows) {
    INFO(row.key << " of " << row.document);
    CHECK(ShowKeys(SpecOf(row.key, options), Json(row.document)) == row.keys);
  }
}

TEST_CASE("every leaf has a key, of its path and its value") {
  CheckAll({
      {R"({"$**": 1})", R"({"_id": 1, "b": {"c": "x"}, "a": 1})",
       R"(["a",1] ["b.c","x"])"},
      {R"({"$**": -1})", R"({"b": {"c": "x", "d": 2}, "a": 1})",
       R"(["a",1] ["b.c","x"] ["b.d",2])"},
      {R"({"$**": 1})", R"({})", ""},
      {R"({"$**": 1})", R"({"_id": 7})", ""},
      {R"({"$**": 1})", R"({"a": null, "b": {}})", R"(["a",null] ["b",{}])"},
      {R"({"$**": 1})", R"({"a.b": 1, "c": {"": 2}})", R"(["a.b",1] ["c.",2])"},
  });
}

TEST_CASE("arrays stand for their items, but not directly in arrays") {
  CheckAll({
      {R"({"$**": 1})", R"({"a": [2, {"b": 1}, [3], 2]})",
       R"(["a",2] ["a",[3]] ["a.b",1])"},
      {R"({"$**": 1})", R"({"a": [], "b": [[]], "c": [{}]})",
       R"(["a",{"$undefined":true}] ["b",[]] ["c",{}])"},
      {R"({"$**": 1})", R"({"a": [{"b": [1, 2]}, {"b": 2}]})",
       R"(["a.b",1] ["a.b",2])"},
  });
}

TEST_CASE("a wildcard may be over a part of the document") {
  CheckAll({
      {R"({"a.$**": 1})", R"({"a": {"b": 1, "c": {"d": 2}}, "c": 2})",
       R"(["a.b",1] ["a.c.d",2])"},
      {R"({"a.$**": 1})", R"({"a": 5, "ab": 6})", R"(["a",5])"},
      {R"({"a.b.$**": 1})", R"({"a": [{"b": 1, "c": 2}, 7]})", R"(["a.b",1])"},
      {R"({"_id.$**": 1})", R"({"_id": {"x": 1}})", R"(["_id.x",1])"},
  });
}

TEST_CASE("a projection says what a wildcard is over") {
  CheckAll(
      {
          {R"({"$**": 1})", R"({"_id": 1, "a": {"b": 1, "c": 2}, "d": 3})",
           R"(["a.b",1] ["d",3])"},
          {R"({"$**": 1})", R"({"a": 5, "d": {"e": 1}})", R"(["d.e",1])"},
      },
      R"("wildcardProjection": {"a.b": 1, "d": true})");
  CheckAll(
      {
          {R"({"$**": 1})",
           R"({"_id": 1, "a": {"b": 1, "c": 2}, "d": 3, "e": 4})",
           R"(["a.c",2] ["e",4])"},
          {R"({"$**": 1})", R"({"a": [5, {"b": 1}]})", R"(["a",5])"},
      },
      R"("wildcardProjection": {"a": {"b": 0}, "d": false})");
  CheckAll({{R"({"$**": 1})", R"({"_id": 1, "a": 2})", R"(["_id",1] ["a",2])"}},
           R"("wildcardProjection": {"_id": 1, "b": 0})");
  CheckAll({{R"({"$**": 1})", R"({"_id": 1, "a": 2})", R"(["_id",1])"}},
           R"("wildcardProjection": {"_id": 1})");
}

TEST_CASE("other fields stand beside the wildcard") {
  CheckAll({
      {R"({"x": 1, "a.$**": 1, "y": -1})",
       R"({"x": 7, "a": {"b": 1, "c": 2}, "y": 8})",
       R"([7,"a.b",1,8] [7,"a.c",2,8])"},
      {R"({"x": 1, "a.$**": 1})", R"({"a": 1})", R"([null,"a",1])"},
      {R"({"x": 1, "a.$**": 1})", R"({"x": 7})",
       R"([7,{"$minKey":1},{"$minKey":1}])"},
      {R"({"x": 1, "a.$**": 1})", R"({"y": 7})", ""},
      {R"({"x": 1, "a.$**": 1})", R"({"x": [7]})",
       "171: the field 'x' beside a wildcard cannot have an array"},
  });
}

TEST_CASE("bytes of wildcard keys") {
  const auto bytes_of = [](std::string_view key, std::string_view document) {
    KeySet keys;
    REQUIRE(GeneratorOf(SpecOf(key))->Generate(Json(document), keys).ok());
    REQUIRE(keys.size() == 1);
    return Hex(keys[0].key) + " / " + Hex(keys[0].type_bits);
  };
  CHECK(bytes_of(R"({"$**": 1})", R"({"a": {"b": 5}})") ==
        "3C 61 2E 62 00 2B 0A / ");
  CHECK(bytes_of(R"({"$**": -1})", R"({"a": {"b": 5.0}})") ==
        "3C 61 2E 62 00 D4 F5 / 50");
  CHECK(bytes_of(R"({"x": -1, "a.$**": -1})", R"({"x": 5})") ==
        "D4 F5 0A F5 / ");
}

TEST_CASE("the set says that a wildcard met an array") {
  KeySet keys;
  const IndexSpec spec = SpecOf(R"({"x": 1, "a.$**": 1})");
  const auto generator = GeneratorOf(spec);
  REQUIRE(generator->Generate(Json(R"({"a": {"b": [1]}})"), keys).ok());
  CHECK(keys.array_components(1) == 1);
  REQUIRE(generator->Generate(Json(R"({"a": {"b": 1}})"), keys).ok());
  CHECK_FALSE(keys.is_multikey());
}

TEST_CASE("a long name above many fields does not multiply without end") {
  Builder builder;
  builder.OpenDocument(std::string(1000000, 'n'));
  for (int i = 0; i < 1000; ++i) builder.Append(std::to_string(i), i);
  builder.Close();
  const Document document = std::move(builder).Finish();
  KeySet keys;
  const Status status =
      GeneratorOf(SpecOf(R"({"$**": 1})"))->Generate(document, keys);
  CHECK(ErrorCodeOf(status) == ErrorCode::kCannotBuildIndexKeys);
}

}  // namespace
}  // namespace meerkat::index
