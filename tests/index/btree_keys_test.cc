// Which keys a document has in an index of fields.
#include <string>
#include <string_view>

#include "tests/index/key_testing.h"
#include "tests/index/keys_testing.h"
#include "tests/support/icu.h"

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

TEST_CASE("a document without arrays has one key") {
  CheckAll({
      {R"({"a": 1})", R"({"a": 5})", "[5]"},
      {R"({"a": -1})", R"({"a": 5})", "[5]"},
      {R"({"a": 1})", R"({})", "[null]"},
      {R"({"a": 1})", R"({"a": null})", "[null]"},
      {R"({"a": 1})", R"({"a": {"b": 1}})", R"([{"b":1}])"},
      {R"({"a": 1, "b": -1})", R"({"b": "x", "a": 1.5})", R"([1.5,"x"])"},
      {R"({"a.b": 1})", R"({"a": {"b": 7}})", "[7]"},
      {R"({"a.b": 1})", R"({"a": 7})", "[null]"},
      {R"({"a.b": 1, "a.c": 1})", R"({"a": {"c": 7}})", "[null,7]"},
      {R"({"a": 1, "a.b": 1})", R"({"a": {"b": 2}})", R"([{"b":2},2])"},
      {R"({"a.$id": 1})", R"({"a": {"$ref": "c", "$id": 4}})", "[4]"},
  });
}

TEST_CASE("an array has a key for each distinct item") {
  CheckAll({
      {R"({"a": 1})", R"({"a": [3, 1, 3]})", "[1] [3]"},
      {R"({"a": -1})", R"({"a": [3, 1, 3]})", "[3] [1]"},
      {R"({"a": 1})", R"({"a": [5]})", "[5]"},
      {R"({"a": 1})", R"({"a": [5, 5.0]})", "[5]"},
      {R"({"a": 1})", R"({"a": [[1, 2], 3]})", "[3] [[1,2]]"},
      {R"({"a": 1})", R"({"a": []})", R"([{"$undefined":true}])"},
      {R"({"a": 1})", R"({"a": [[]]})", "[[]]"},
      {R"({"a": 1})", R"({"a": [null, null]})", "[null]"},
      {R"({"a": 1, "b": 1})", R"({"a": [1, 2], "b": 7})", "[1,7] [2,7]"},
      {R"({"b": 1, "a": 1})", R"({"a": [2, 1], "b": 7})", "[7,1] [7,2]"},
      {R"({"a": 1, "b": 1})", R"({"a": [1, 2]})", "[1,null] [2,null]"},
  });
}

TEST_CASE("paths go through the items of arrays") {
  CheckAll({
      {R"({"a.b": 1})", R"({"a": [{"b": 2}, {"b": 1}, 7]})", "[null] [1] [2]"},
      {R"({"a.b": 1})", R"({"a": []})", "[null]"},
      {R"({"a.b": 1})", R"({"a": [1, 2]})", "[null]"},
      {R"({"a.b": 1})", R"({"a": [{"b": [1, 2]}, {"b": []}]})",
       R"([{"$undefined":true}] [1] [2])"},
      {R"({"a.b": 1})", R"({"a": [[{"b": 1}]]})", "[null]"},
      {R"({"a.x": 1, "a.y": 1})", R"({"a": [{"x": 1, "y": 2}, {"x": 3}]})",
       "[1,2] [3,null]"},
      {R"({"a": 1, "a.b": 1})", R"({"a": [{"b": 1}]})", R"([{"b":1},1])"},
      {R"({"a.b": 1, "a.c.d": 1})",
       R"({"a": [{"b": 1, "c": [{"d": 2}, {"d": 3}]}, {"b": 4}]})",
       "[1,2] [1,3] [4,null]"},
  });
}

TEST_CASE("a number in a path is a position too") {
  CheckAll({
      {R"({"a.0": 1})", R"({"a": [7, 8]})", "[7]"},
      {R"({"a.1": 1})", R"({"a": [7, 8]})", "[8]"},
      {R"({"a.2": 1})", R"({"a": [7, 8]})", "[null]"},
      {R"({"a.0": 1})", R"({"a": [[7, 8]]})", "[[7,8]]"},
      {R"({"a.0": 1})", R"({"a": [[]]})", R"([{"$undefined":true}])"},
      {R"({"a.0": 1})", R"({"a": {"0": 5}})", "[5]"},
      {R"({"a.1": 1})", R"({"a": [{"1": 5}]})", "[5]"},
      {R"({"a.0.b": 1})", R"({"a": [{"b": 1}, {"b": 2}]})", "[1]"},
      {R"({"a.0.b": 1})", R"({"a": [[{"b": 1}, {"b": 2}]]})", "[1] [2]"},
      {R"({"a.0": 1, "a.b": 1})", R"({"a": [{"b": 1}, {"b": 2}]})",
       R"([{"b":1},1] [{"b":1},2])"},
      {R"({"a.0": 1})", R"({"a": [{"0": 5}]})",
       "16746: Ambiguous field name found in array: '0' of index key 'a.0' is "
       "a position and a field of an item"},
  });
}

TEST_CASE("two fields in different arrays are an error") {
  CheckAll({
      {R"({"a": 1, "b": 1})", R"({"a": [1], "b": [2]})",
       "171: cannot index parallel arrays [b] [a]"},
      {R"({"a": 1, "b": 1})", R"({"a": [], "b": []})",
       "171: cannot index parallel arrays [b] [a]"},
      {R"({"a.b": 1, "a.c": 1})", R"({"a": {"b": [1], "c": [2]}})",
       "171: cannot index parallel arrays [c] [b]"},
      {R"({"a.b": 1, "a.c": 1})", R"({"a": [{"b": [1], "c": [2]}]})",
       "171: cannot index parallel arrays [c] [b]"},
      {R"({"a.b": 1, "a.c": 1})", R"({"a": [{"b": [1]}, {"c": [2]}]})",
       "[null,2] [1,null]"},
  });
}

TEST_CASE("a sparse index has the keys in which a field exists") {
  CheckAll(
      {
          {R"({"a": 1})", R"({})", ""},
          {R"({"a": 1})", R"({"a": null})", "[null]"},
          {R"({"a": 1})", R"({"a": []})", R"([{"$undefined":true}])"},
          {R"({"a": 1, "b": 1})", R"({})", ""},
          {R"({"a": 1, "b": 1})", R"({"b": 1})", "[null,1]"},
          {R"({"a.b": 1})", R"({"a": 1})", ""},
          {R"({"a.b": 1})", R"({"a": []})", ""},
          {R"({"a.b": 1})", R"({"a": [{"b": 1}, {"c": 1}, 5]})", "[1]"},
          {R"({"a.b": 1, "c": 1})", R"({"c": 2, "a": [{"b": 1}, {}]})",
           "[null,2] [1,2]"},
      },
      R"("sparse": true)");
}

TEST_CASE("keys carry type bits, which equal values differ in") {
  const IndexSpec spec = SpecOf(R"({"a": 1, "b": -1})");
  KeySet keys;
  const Document document{{"a", 5.0}, {"b", "x"}};
  REQUIRE(GeneratorOf(spec)->Generate(document, keys).ok());
  REQUIRE(keys.size() == 1);
  CHECK(Hex(keys[0].key) == "2B 0A C3 87 FF");
  CHECK(Hex(keys[0].type_bits) == "A0");
}

uint64_t ArraysOf(std::string_view key, std::string_view document,
                  size_t part = 0) {
  KeySet keys;
  REQUIRE(GeneratorOf(SpecOf(key))->Generate(Json(document), keys).ok());
  CHECK(keys.is_multikey() == (keys.array_components(part) != 0));
  return keys.array_components(part);
}

TEST_CASE("the set says where arrays were") {
  CHECK(ArraysOf(R"({"a": 1})", R"({"a": 1})") == 0);
  CHECK(ArraysOf(R"({"a": 1})", R"({"a": [1]})") == 0b1);
  CHECK(ArraysOf(R"({"a": 1})", R"({"a": []})") == 0b1);
  CHECK(ArraysOf(R"({"a.b": 1})", R"({"a": [{"b": 1}]})") == 0b1);
  CHECK(ArraysOf(R"({"a.b": 1})", R"({"a": {"b": [1]}})") == 0b10);
  CHECK(ArraysOf(R"({"a.b": 1})", R"({"a": [{"b": [1]}]})") == 0b11);
  CHECK(ArraysOf(R"({"a.0": 1})", R"({"a": [1]})") == 0);
  CHECK(ArraysOf(R"({"a.0.b": 1})", R"({"a": [[{"b": 1}]]})") == 0b10);
  CHECK(ArraysOf(R"({"b": 1, "a": 1})", R"({"a": [1], "b": 1})", 1) == 0b1);
}

TEST_CASE("with a collation the keys are by its order") {
  if (testing::LacksIcu()) return;
  const IndexSpec spec =
      SpecOf(R"({"a": 1})", R"("collation": {"locale": "en", "strength": 2})");
  const auto generator = GeneratorOf(spec);
  KeySet upper;
  KeySet lower;
  REQUIRE(generator->Generate(Document{{"a", "ADA"}}, upper).ok());
  REQUIRE(
      generator->Generate(Document{{"a", Array{"ada", "Ada"}}}, lower).ok());
  REQUIRE(lower.size() == 1);
  CHECK(upper[0].key == lower[0].key);
  KeySet number;
  REQUIRE(generator->Generate(Document{{"a", 5}}, number).ok());
  CHECK(Hex(number[0].key) == "2B 0A");
}

TEST_CASE("positions beside items do not multiply without end") {
  // Every item of `a` meets every item of a[0].
  std::vector<Value> inner(20000, Value(nullptr));
  std::vector<Value> outer(20000, Value(1));
  outer[0] = Array(inner);
  const Document document{{"a", Array(outer)}};
  KeySet keys;
  for (const char* options : {"", R"("sparse": true)"}) {
    const IndexSpec spec = SpecOf(R"({"a.0.b": 1, "a.c": 1})", options);
    const Status status = GeneratorOf(spec)->Generate(document, keys);
    CHECK(ErrorCodeOf(status) == ErrorCode::kCannotBuildIndexKeys);
  }
}

TEST_CASE("a long text beside an array does not multiply without end") {
  const std::vector<Value> items(10000, Value(1));
  const Document document{{"a", Array(items)},
                          {"b", std::string(1000000, 'x')}};
  KeySet keys;
  const Status status =
      GeneratorOf(SpecOf(R"({"a": 1, "b": 1})"))->Generate(document, keys);
  CHECK(ErrorCodeOf(status) == ErrorCode::kCannotBuildIndexKeys);
  // The set is as good as before.
  REQUIRE(GeneratorOf(SpecOf(R"({"a": 1})"))
              ->Generate(Document{{"a", 1}}, keys)
              .ok());
  CHECK(keys.size() == 1);
}

}  // namespace
}  // namespace meerkat::index
