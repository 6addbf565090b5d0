// Specifications of indexes: what createIndexes takes and listIndexes shows.
#include "index/index_spec.h"

#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/index/keys_testing.h"
#include "tests/support/icu.h"

namespace meerkat::index {
namespace {

struct Row {
  // What stands in {<...>}.
  std::string_view spec;
  int code;
};

void CheckCodes(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    const std::string text = "{" + std::string(row.spec) + "}";
    const Status status = IndexSpec::Parse(Json(text)).status();
    INFO(text << " " << status);
    CHECK(static_cast<int>(ErrorCodeOf(status)) == row.code);
  }
}

// As listIndexes shows it.
std::string Shown(std::string_view key, std::string_view options = "") {
  return ToString(SpecOf(key, options).ToDocument());
}

TEST_CASE("a specification is shown with its options in one order") {
  CHECK(Shown(R"({"a": 1})") == R"({"v":2,"key":{"a":1},"name":"x"})");
  CHECK(Shown(R"({"a": 1.0})",
              R"("expireAfterSeconds": 3.7, "hidden": true, "sparse": 1,
                 "unique": true, "background": true, "ns": "d.c")") ==
        R"({"v":2,"key":{"a":1.0},"name":"x","unique":true,"sparse":true,)"
        R"("hidden":true,"expireAfterSeconds":3})");
  CHECK(
      Shown(R"({"a": 1})", R"("partialFilterExpression": {"b": 1}, "v": 1)") ==
      R"({"v":1,"key":{"a":1},"name":"x","partialFilterExpression":{"b":1}})");
  CHECK(Shown(R"({"a": 1})", R"("unique": false, "sparse": 0, "dropDups": false,
                 "hidden": false, "collation": {"locale": "simple"})") ==
        R"({"v":2,"key":{"a":1},"name":"x"})");
  CHECK(Shown(R"({"loc": "2d"})", R"("bits": 20, "min": 0, "max": 100)") ==
        R"({"v":2,"key":{"loc":"2d"},"name":"x","bits":20,"min":0.0,)"
        R"("max":100.0})");
  CHECK(Shown(R"({"$**": 1})", R"("wildcardProjection": {"a": 0})") ==
        R"({"v":2,"key":{"$**":1},"name":"x","wildcardProjection":{"a":0}})");
}

TEST_CASE("the index on _id is called _id_") {
  CHECK(Shown(R"({"_id": 1})") == R"({"v":2,"key":{"_id":1},"name":"_id_"})");
  CheckCodes({
      {R"("key": {"_id": 1}, "name": "_id_", "unique": true)", 197},
      {R"("key": {"_id": 1}, "name": "_id_", "sparse": true)", 197},
      {R"("key": {"_id": 1}, "name": "_id_", "hidden": true)", 197},
      {R"("key": {"_id": 1}, "name": "_id_", "expireAfterSeconds": 1)", 197},
      {R"("key": {"_id": 1}, "name": "_id_", "ns": "a.b", "v": 2)", 0},
      {R"("key": {"_id": -1}, "name": "x")", 2},
      {R"("key": {"a": 1}, "name": "_id_")", 2},
      {R"("key": {"_id": "hashed"}, "name": "x")", 0},
      {R"("key": {"_id": 1, "a": 1}, "name": "x")", 0},
  });
}

TEST_CASE("options that do not exist or are of the wrong type") {
  CheckCodes({
      {R"("key": {"a": 1}, "name": "x")", 0},
      {R"("name": "x")", 9},
      {R"("key": {"a": 1})", 9},
      {R"("key": 1, "name": "x")", 14},
      {R"("key": [], "name": "x")", 14},
      {R"("key": {"a": 0}, "name": "x")", 67},
      {R"("key": {"a": 1}, "name": 1)", 14},
      {R"("key": {"a": 1}, "name": "")", 67},
      {R"("key": {"a": 1}, "name": "a\u0000b")", 67},
      {R"("key": {"a": 1}, "name": "*")", 2},
      {R"("key": {"a": 1}, "name": "x", "other": 1)", 197},
      {R"("key": {"a": 1}, "name": "x", "name": "y")", 40413},
      {R"("key": {"a": 1}, "name": "x", "unique": "yes")", 14},
      {R"("key": {"a": 1}, "name": "x", "unique": null)", 14},
      {R"("key": {"a": 1}, "name": "x", "sparse": {})", 14},
      {R"("key": {"a": 1}, "name": "x", "background": "no")", 14},
      {R"("key": {"a": 1}, "name": "x", "hidden": 1)", 14},
      {R"("key": {"a": 1}, "name": "x", "dropDups": true)", 197},
      {R"("key": {"a": 1}, "name": "x", "partialFilterExpression": 1)", 14},
      {R"("key": {"a": 1}, "name": "x", "partialFilterExpression": {})", 0},
      {R"("key": {"a": 1}, "name": "x", "storageEngine": {})", 72},
      {R"("key": {"a": 1}, "name": "x", "weights": {"a": 1})", 67},
      {R"("key": {"a": 1}, "name": "x", "default_language": "en")", 67},
      {R"("key": {"a": 1}, "name": "x", "prepareUnique": true)", 238},
      {R"("key": {"a": 1}, "name": "x", "clustered": true)", 238},
      {R"("key": {"a": 1}, "name": "x", "v": 0)", 67},
      {R"("key": {"a": 1}, "name": "x", "v": 3)", 67},
      {R"("key": {"a": 1}, "name": "x", "v": 1.5)", 2},
      {R"("key": {"a": 1}, "name": "x", "v": 1e300)", 2},
      {R"("key": {"a": 1}, "name": "x", "v": "2")", 14},
  });
}

TEST_CASE("options that cannot be together") {
  CheckCodes({
      {R"("key": {"a": 1}, "name": "x", "sparse": true,
          "partialFilterExpression": {})",
       67},
      {R"("key": {"a": 1}, "name": "x", "sparse": false,
          "partialFilterExpression": {})",
       0},
      {R"("key": {"a": "hashed"}, "name": "x", "unique": true)", 16764},
      {R"("key": {"a": "hashed"}, "name": "x", "sparse": true)", 0},
      {R"("key": {"$**": 1}, "name": "x", "unique": true)", 67},
      {R"("key": {"$**": 1}, "name": "x", "sparse": true)", 67},
      {R"("key": {"$**": 1}, "name": "x", "hidden": true)", 0},
  });
}

TEST_CASE("documents expire by one field, in a number of seconds") {
  CheckCodes({
      {R"("key": {"a": 1}, "name": "x", "expireAfterSeconds": 0)", 0},
      {R"("key": {"a": -1}, "name": "x", "expireAfterSeconds": 2147483647)", 0},
      {R"("key": {"a": 1}, "name": "x", "expireAfterSeconds": 2147483648)", 67},
      {R"("key": {"a": 1}, "name": "x", "expireAfterSeconds": -1)", 67},
      {R"("key": {"a": 1}, "name": "x", "expireAfterSeconds": 1e300)", 67},
      {R"("key": {"a": 1}, "name": "x",
          "expireAfterSeconds": {"$numberDouble": "NaN"})",
       67},
      {R"("key": {"a": 1}, "name": "x", "expireAfterSeconds": "60")", 67},
      {R"("key": {"a": 1, "b": 1}, "name": "x", "expireAfterSeconds": 1)", 67},
      {R"("key": {"$**": 1}, "name": "x", "expireAfterSeconds": 1)", 67},
      {R"("key": {"a": "2d"}, "name": "x", "expireAfterSeconds": 1)", 67},
      {R"("key": {"a": "hashed"}, "name": "x", "expireAfterSeconds": 1)", 67},
  });
}

TEST_CASE("a plane has bits and positive area") {
  CheckCodes({
      {R"("key": {"a": "2d"}, "name": "x", "bits": 1)", 0},
      {R"("key": {"a": "2d"}, "name": "x", "bits": 32)", 0},
      {R"("key": {"a": "2d"}, "name": "x", "bits": 0)", 72},
      {R"("key": {"a": "2d"}, "name": "x", "bits": 33)", 72},
      {R"("key": {"a": "2d"}, "name": "x", "bits": {"$numberDouble": "NaN"})",
       72},
      {R"("key": {"a": "2d"}, "name": "x", "bits": "8")", 14},
      {R"("key": {"a": "2d"}, "name": "x", "min": 1, "max": 1)", 72},
      {R"("key": {"a": "2d"}, "name": "x", "min": 200)", 72},
      {R"("key": {"a": "2d"}, "name": "x", "max": {"$numberDouble": "NaN"})",
       72},
      {R"("key": {"a": "2d"}, "name": "x",
          "max": {"$numberDouble": "Infinity"})",
       72},
      {R"("key": {"a": "2d"}, "name": "x", "min": -1.7e308, "max": 1.7e308)",
       72},
      {R"("key": {"a": "2d"}, "name": "x", "min": "0")", 14},
      {R"("key": {"a": 1}, "name": "x", "bits": 8)", 197},
      {R"("key": {"a": 1}, "name": "x", "2dsphereIndexVersion": 3)", 67},
  });
}

TEST_CASE("what a wildcard is over must be said well") {
  CheckCodes({
      {R"("key": {"$**": 1}, "name": "x", "wildcardProjection": {"a": 1})", 0},
      {R"("key": {"$**": 1}, "name": "x", "wildcardProjection": {})", 9},
      {R"("key": {"$**": 1}, "name": "x", "wildcardProjection": 1)", 14},
      {R"("key": {"a.$**": 1}, "name": "x", "wildcardProjection": {"a": 1})",
       9},
      {R"("key": {"a": 1}, "name": "x", "wildcardProjection": {"a": 1})", 2},
      {R"("key": {"$**": 1}, "name": "x",
          "wildcardProjection": {"a": 1, "b": 0})",
       31254},
      {R"("key": {"$**": 1}, "name": "x",
          "wildcardProjection": {"a": 0, "b": true})",
       31253},
      {R"("key": {"$**": 1}, "name": "x",
          "wildcardProjection": {"_id": 1, "b": 0})",
       0},
      {R"("key": {"$**": 1}, "name": "x",
          "wildcardProjection": {"a": 1, "a.b": 1})",
       31249},
      {R"("key": {"$**": 1}, "name": "x",
          "wildcardProjection": {"a.b": 1, "a": 1})",
       31250},
      {R"("key": {"$**": 1}, "name": "x", "wildcardProjection": {"a": "x"})",
       31325},
      {R"("key": {"$**": 1}, "name": "x", "wildcardProjection": {"a": {}})",
       51270},
      {R"("key": {"$**": 1}, "name": "x", "wildcardProjection": {"$a": 1})",
       16410},
      {R"("key": {"$**": 1, "a": 1}, "name": "x")", 67},
      {R"("key": {"$**": 1, "a": 1}, "name": "x",
          "wildcardProjection": {"b": 0})",
       67},
      {R"("key": {"$**": 1, "a.b": 1}, "name": "x",
          "wildcardProjection": {"a": 1})",
       67},
      {R"("key": {"$**": 1, "a": 1}, "name": "x",
          "wildcardProjection": {"a": 0})",
       0},
      {R"("key": {"$**": 1, "a": 1}, "name": "x",
          "wildcardProjection": {"b": 1})",
       0},
  });
}

TEST_CASE("a collation is completed") {
  CheckCodes({
      {R"("key": {"a": 1}, "name": "x", "collation": {})", 2},
      {R"("key": {"a": 1}, "name": "x", "collation": "en")", 14},
      {R"("key": {"a": 1}, "name": "x", "collation": {"strength": 2})", 40414},
      {R"("key": {"a": "2d"}, "name": "x",
          "collation": {"locale": "simple"})",
       0},
  });
  if (testing::LacksIcu()) return;
  CheckCodes({
      {R"("key": {"a": 1}, "name": "x", "collation": {"locale": "qqq"})", 2},
      {R"("key": {"a": 1}, "name": "x", "v": 1, "collation": {"locale": "en"})",
       67},
      {R"("key": {"a": "2d"}, "name": "x", "collation": {"locale": "en"})", 67},
  });
  const IndexSpec spec =
      SpecOf(R"({"a": 1})", R"("collation": {"locale": "en"})");
  CHECK(spec.collation["strength"].AsInt32() == 3);
  CHECK(spec.collation["version"].exists());
}

TEST_CASE("a specification comes back from what was stored") {
  for (const char* options :
       {"", R"("unique": true, "expireAfterSeconds": 5)",
        R"("partialFilterExpression": {"x": {"$gt": 5}})"}) {
    const IndexSpec spec = SpecOf(R"({"a": 1})", options);
    const StatusOr<IndexSpec> again = IndexSpec::FromStored(spec.ToDocument());
    REQUIRE(again.ok());
    CHECK(again->ToDocument() == spec.ToDocument());
  }
  CHECK(ErrorCodeOf(IndexSpec::FromStored(Document{{"v", 2}}).status()) ==
        ErrorCode::kDataCorruptionDetected);
  const Document other_icu{
      {"key", Document{{"a", 1}}},
      {"name", "x"},
      {"collation", Document{{"locale", "en"}, {"version", "1.2"}}}};
  CHECK(IndexSpec::FromStored(other_icu).ok());
}

IndexSpec Named(std::string_view name, std::string_view key,
                std::string_view options = "") {
  IndexSpec spec = SpecOf(key, options);
  spec.name = name;
  return spec;
}

int ConflictOf(const IndexSpec& wanted, const IndexSpec& existing) {
  const StatusOr<bool> same = IsSameIndex(wanted, existing);
  if (same.ok()) return *same ? 1 : 0;
  INFO(same.status());
  CHECK(ErrorMessageOf(same.status()).find(wanted.name) != std::string::npos);
  CHECK(ErrorMessageOf(same.status()).find(existing.name) != std::string::npos);
  return static_cast<int>(ErrorCodeOf(same.status()));
}

TEST_CASE("two indexes can be beside each other, or not") {
  const IndexSpec a = Named("a_1", R"({"a": 1})");
  CHECK(ConflictOf(a, a) == 1);
  CHECK(ConflictOf(Named("a_1", R"({"a": 1.0})"), a) == 1);
  CHECK(ConflictOf(Named("a_1", R"({"a": 1})", R"("hidden": true)"), a) == 1);
  CHECK(ConflictOf(Named("b_1", R"({"b": 1})"), a) == 0);
  CHECK(ConflictOf(Named("b_1", R"({"a": -1})"), a) == 0);
  CHECK(ConflictOf(Named("a_1", R"({"b": 1})"), a) == 86);
  CHECK(ConflictOf(Named("a_1", R"({"a": 1})", R"("unique": true)"), a) == 86);
  CHECK(ConflictOf(Named("other", R"({"a": 1})"), a) == 85);
  for (const char* options : {R"("unique": true)", R"("sparse": true)",
                              R"("partialFilterExpression": {})"}) {
    CHECK(ConflictOf(Named("other", R"({"a": 1})", options), a) == 0);
  }
  const char* const ttl = R"("expireAfterSeconds": 5)";
  CHECK(ConflictOf(Named("a_1", R"({"a": 1})", ttl), a) == 85);
  CHECK(ConflictOf(Named("other", R"({"a": 1})", ttl), a) == 85);
  CHECK(ConflictOf(Named("x", R"({"l": "2d"})", R"("bits": 8)"),
                   Named("x", R"({"l": "2d"})")) == 85);
  CHECK(ConflictOf(
            Named("y", R"({"$**": 1})", R"("wildcardProjection": {"a": 1})"),
            Named("x", R"({"$**": 1})")) == 0);
}

TEST_CASE("errors name the option and its value") {
  const Status status =
      IndexSpec::Parse(
          Json(R"({"key": {"a": 1}, "name": "x", "unique": "no"})"))
          .status();
  CHECK(ErrorMessageOf(status) ==
        R"(The field 'unique' must be a boolean or a number, but got string: )"
        R"("no")");
}

TEST_CASE("an error message is short however large the value") {
  const std::string large(1000000, 'x');
  for (const Document& document :
       {Document{{"key", Document{{"a", 1}}}, {"odd", large}},
        Document{{"key", Document{{"a", 1}}}, {"name", "x"}, {"unique", large}},
        Document{{"key", Document{{large, 1}}}, {"name", "x"}},
        Document{{"other", large}},
        Document{{"key", Document{{"$**", 1}}},
                 {"name", "x"},
                 {"wildcardProjection", Document{{large, 1}}}}}) {
    const Status status = IndexSpec::Parse(document).status();
    REQUIRE_FALSE(status.ok());
    CHECK(ErrorMessageOf(status).size() < 2000);
  }
}

}  // namespace
}  // namespace meerkat::index
