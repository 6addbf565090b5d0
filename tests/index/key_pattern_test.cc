// Which key patterns are an index, and what they say.
#include "index/key_pattern.h"

#include <meerkat/builder.h>

#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/index/keys_testing.h"

namespace meerkat::index {
namespace {

KeyPattern PatternOf(std::string_view key) {
  StatusOr<KeyPattern> pattern = KeyPattern::Parse(Json(key));
  INFO(key << " " << pattern.status());
  REQUIRE(pattern.ok());
  return *std::move(pattern);
}

int CodeOf(std::string_view key) {
  return static_cast<int>(ErrorCodeOf(KeyPattern::Parse(Json(key)).status()));
}

TEST_CASE("any number but 0 is a direction") {
  const KeyPattern pattern = PatternOf(
      R"({"a": 1, "b.c": -1, "d": 2.5, "e": {"$numberDecimal": "-1E-6000"}})");
  CHECK(pattern.kind() == IndexKind::kBtree);
  REQUIRE(pattern.parts().size() == 4);
  CHECK(pattern.parts()[0].kind == PartKind::kAscending);
  CHECK(pattern.parts()[1].kind == PartKind::kDescending);
  CHECK(pattern.parts()[1].path.text() == "b.c");
  CHECK(pattern.parts()[2].direction == Direction::kAscending);
  CHECK(pattern.parts()[3].direction == Direction::kDescending);
}

TEST_CASE("a pattern is of one kind") {
  CHECK(PatternOf(R"({"loc": "2d", "a": 1})").kind() == IndexKind::k2d);
  CHECK(PatternOf(R"({"a": "hashed"})").kind() == IndexKind::kHashed);
  CHECK(PatternOf(R"({"b": 1, "a": "hashed", "c": -1})").kind() ==
        IndexKind::kHashed);
  CHECK(PatternOf(R"({"$**": 1})").kind() == IndexKind::kWildcard);
  CHECK(PatternOf(R"({"$**": 1})").parts()[0].is_whole_wildcard());
  const KeyPattern wildcard = PatternOf(R"({"b": 1, "a.c.$**": -1})");
  CHECK(wildcard.kind() == IndexKind::kWildcard);
  CHECK(wildcard.parts()[1].path.text() == "a.c");
  CHECK(wildcard.parts()[1].direction == Direction::kDescending);
  CHECK_FALSE(wildcard.parts()[1].is_whole_wildcard());
}

TEST_CASE("parts of a DBRef may have their dollars") {
  CHECK(CodeOf(R"({"a.$id": 1, "a.$ref": 1, "a.$db": 1})") == 0);
  CHECK(CodeOf(R"({"$id": 1})") == 67);
}

TEST_CASE("patterns that are no index") {
  struct Row {
    std::string_view key;
    int code;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"{}", 67},
           {R"({"a": 0})", 67},
           {R"({"a": -0.0})", 67},
           {R"({"a": {"$numberDouble": "NaN"}})", 67},
           {R"({"a": {"$numberDecimal": "NaN"}})", 67},
           {R"({"a": true})", 67},
           {R"({"a": null})", 67},
           {R"({"a": {"b": 1}})", 67},
           {R"({"a": []})", 67},
           {R"({"a": ""})", 67},
           {R"({"a": "wrong"})", 67},
           {R"({"a": "wildcard"})", 67},
           {R"({"a": "geoHaystack", "b": 1})", 67},
           {R"({"a": "text"})", 238},
           {R"({"a": "2dsphere"})", 238},
           {R"({"": 1})", 67},
           {R"({".": 1})", 67},
           {R"({"a.": 1})", 67},
           {R"({".a": 1})", 67},
           {R"({"a..b": 1})", 67},
           {R"({"$a": 1})", 67},
           {R"({"a.$b": 1})", 67},
           {R"({"a.$**.b": 1})", 67},
           {R"({"_fts": 1})", 67},
           {R"({"a": 1, "a": -1})", 2},
           {R"({"a": "2d", "b": "2d"})", 16800},
           {R"({"a": 1, "b": "2d"})", 16801},
           {R"({"a": "hashed", "b": "hashed"})", 31303},
           {R"({"a": "2d", "b": "hashed"})", 67},
           {R"({"$**": "hashed"})", 67},
           {R"({"$**": "2d"})", 67},
           {R"({"$**": 1, "a": "hashed"})", 67},
           {R"({"$**": 0})", 67},
           {R"({"a.$**": 1, "b.$**": 1})", 67},
           {R"({"a.$**": 1, "a.b": 1})", 67},
           {R"({"a.$**": 1, "a": 1})", 67},
           {R"({"a.b.$**": 1, "a": 1})", 67},
           {R"({"a.$**": 1, "ab": 1})", 0},
       }) {
    INFO(row.key);
    CHECK(CodeOf(row.key) == row.code);
  }
}

TEST_CASE("a pattern has 32 fields and 2048 bytes at most") {
  const auto with_fields = [](int count) {
    Builder fields;
    for (int i = 0; i < count; ++i) fields.Append("f" + std::to_string(i), 1);
    return std::move(fields).Finish();
  };
  CHECK(KeyPattern::Parse(with_fields(32)).ok());
  CHECK(ErrorCodeOf(KeyPattern::Parse(with_fields(33)).status()) ==
        ErrorCode::kCannotCreateIndex);
  const std::string long_name(2036, 'x');
  CHECK(KeyPattern::Parse(Document{{long_name, 1}}).ok());
  CHECK(ErrorCodeOf(
            KeyPattern::Parse(Document{{long_name + "xxx", 1}}).status()) ==
        ErrorCode::kCannotCreateIndex);
}

TEST_CASE("errors name the pattern and the field") {
  const Status status =
      KeyPattern::Parse(Json(R"({"a": 1, "b": "odd"})")).status();
  CHECK(ErrorMessageOf(status) ==
        R"(Index key pattern {"a":1,"b":"odd"}: Unknown index plugin 'odd')");
}

TEST_CASE("a default name is made of names and values") {
  CHECK(PatternOf(R"({"a": 1, "b.c": -1})").DefaultName() == "a_1_b.c_-1");
  CHECK(PatternOf(R"({"a": 1.0, "b": 1.5})").DefaultName() == "a_1_b_1.5");
  CHECK(PatternOf(R"({"loc": "2d"})").DefaultName() == "loc_2d");
  CHECK(PatternOf(R"({"$**": 1})").DefaultName() == "$**_1");
}

TEST_CASE("equal patterns have the same fields in the same order") {
  CHECK(PatternOf(R"({"a": 1})") == PatternOf(R"({"a": 1.0})"));
  CHECK_FALSE(PatternOf(R"({"a": 1})") == PatternOf(R"({"a": 2})"));
  CHECK_FALSE(PatternOf(R"({"a": 1, "b": 1})") ==
              PatternOf(R"({"b": 1, "a": 1})"));
  CHECK(PatternOf(R"({"_id": 1.0})").is_id());
  CHECK_FALSE(PatternOf(R"({"_id": -1})").is_id());
  CHECK_FALSE(PatternOf(R"({"_id": "hashed"})").is_id());
}

}  // namespace
}  // namespace meerkat::index
