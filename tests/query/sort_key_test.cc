#include "query/sort/sort_key.h"

#include <fmt/format.h>
#include <meerkat/json.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

using Catch::Matchers::ContainsSubstring;

SortKeyGenerator Generator(const std::string& pattern) {
  return SortKeyGenerator(*SortPattern::Parse(*ParseJson(pattern)));
}

StatusOr<std::string> TryKey(const std::string& pattern,
                             const std::string& document) {
  std::string key = "what was there before";
  const Status status = Generator(pattern).Generate(*ParseJson(document), key);
  if (!status.ok()) return status;
  return key;
}

std::string Key(const std::string& pattern, const std::string& document) {
  return *TryKey(pattern, document);
}

// The key of these values, each {"v": value}, in one direction.
std::string KeyOf(const std::vector<std::string>& values,
                  index::Direction direction) {
  std::string key;
  for (const std::string& value : values) {
    const Document holder = *ParseJson(fmt::format(R"({{"v": {}}})", value));
    index::AppendKey(key, holder["v"], direction);
  }
  return key;
}

std::string Ascending(const std::vector<std::string>& values) {
  return KeyOf(values, index::Direction::kAscending);
}

std::string Descending(const std::vector<std::string>& values) {
  return KeyOf(values, index::Direction::kDescending);
}

const std::string kUndefined = R"({"$undefined": true})";

TEST_CASE("a document sorts by the values at the paths of the pattern") {
  CHECK(Key(R"({"a": 1})", R"({"a": 5, "b": 6})") == Ascending({"5"}));
  CHECK(Key(R"({"a": -1})", R"({"a": 5, "b": 6})") == Descending({"5"}));
  CHECK(Key(R"({"b": 1, "a": 1})", R"({"a": 5, "b": 6})") ==
        Ascending({"6", "5"}));
  CHECK(Key(R"({"b": 1, "a": -1})", R"({"a": 5, "b": 6})") ==
        Ascending({"6"}) + Descending({"5"}));
  CHECK(Key(R"({"a.b": 1})", R"({"a": {"b": "x"}})") == Ascending({"\"x\""}));
  CHECK(Key("{}", R"({"a": 5})").empty());
}

TEST_CASE("a missing field sorts as null") {
  for (const char* document : {"{}", R"({"a": null})", R"({"a": 5})",
                               R"({"a": {"c": 1}})", R"({"a": {}})"}) {
    CAPTURE(document);
    CHECK(Key(R"({"a.b": 1})", document) == Ascending({"null"}));
  }
  CHECK(Key(R"({"a": 1})", "{}") == Ascending({"null"}));
}

TEST_CASE("undefined and an empty array sort below null") {
  const std::string below = Ascending({kUndefined});
  CHECK(below < Ascending({"null"}));
  CHECK(Ascending({R"({"$minKey": 1})"}) < below);
  CHECK(Key(R"({"a": 1})", R"({"a": {"$undefined": true}})") == below);
  CHECK(Key(R"({"a": 1})", R"({"a": []})") == below);
  CHECK(Key(R"({"a": -1})", R"({"a": []})") == Descending({kUndefined}));
  CHECK(Key(R"({"a.b": 1})", R"({"a": {"b": []}})") == below);
  CHECK(Key(R"({"a.b": 1})", R"({"a": [{"b": []}, {"b": 1}]})") == below);
}

TEST_CASE("an array sorts by its smallest item, descending by its largest") {
  CHECK(Key(R"({"a": 1})", R"({"a": [3, 1, 2]})") == Ascending({"1"}));
  CHECK(Key(R"({"a": -1})", R"({"a": [3, 1, 2]})") == Descending({"3"}));
  CHECK(Key(R"({"a": 1})", R"({"a": ["x", null, 2]})") == Ascending({"null"}));
  CHECK(Key(R"({"a": 1, "b": 1})", R"({"a": [3, 1], "b": 7})") ==
        Ascending({"1", "7"}));
  CHECK(Key(R"({"b": 1, "a": -1})", R"({"a": [3, 1], "b": 7})") ==
        Ascending({"7"}) + Descending({"3"}));
}

TEST_CASE("arrays unfold one level") {
  CHECK(Key(R"({"a": 1})", R"({"a": [[3, 0], [1]]})") == Ascending({"[1]"}));
  CHECK(Key(R"({"a": 1})", R"({"a": [[]]})") == Ascending({"[]"}));
  CHECK(Key(R"({"a.b": 1})", R"({"a": [[{"b": 1}]]})") == Ascending({"null"}));
}

TEST_CASE("a path leads through arrays") {
  CHECK(Key(R"({"a.b": 1})", R"({"a": [{"b": 2}, {"b": 1}]})") ==
        Ascending({"1"}));
  CHECK(Key(R"({"a.b": -1})", R"({"a": [{"b": 2}, {"b": 1}]})") ==
        Descending({"2"}));
  CHECK(Key(R"({"a.b": 1})", R"({"a": [{"b": [5, 4]}, {"b": [3]}]})") ==
        Ascending({"3"}));
  CHECK(Key(R"({"a.b.c": 1})",
            R"({"a": [{"b": [{"c": 5}, {"c": 2}]}, {"b": {"c": 3}}]})") ==
        Ascending({"2"}));
}

TEST_CASE("an item without the field counts as null") {
  CHECK(Key(R"({"a.b": 1})", R"({"a": [{"b": 2}, {}]})") ==
        Ascending({"null"}));
  CHECK(Key(R"({"a.b": -1})", R"({"a": [{"b": 2}, {}]})") == Descending({"2"}));
  CHECK(Key(R"({"a.b": 1})", R"({"a": [{"b": 2}, 7]})") == Ascending({"null"}));
  CHECK(Key(R"({"a.b": 1})", R"({"a": []})") == Ascending({"null"}));
}

TEST_CASE("a number in a path is a position of an array") {
  CHECK(Key(R"({"a.1": 1})", R"({"a": [5, 6]})") == Ascending({"6"}));
  CHECK(Key(R"({"a.2": 1})", R"({"a": [5, 6]})") == Ascending({"null"}));
  CHECK(Key(R"({"a.1.b": 1})", R"({"a": [{"b": 1}, {"b": 2}]})") ==
        Ascending({"2"}));
  CHECK(Key(R"({"a.1": 1})", R"({"a": {"1": 4}})") == Ascending({"4"}));
  // Where there is no such position it is a field of the items.
  CHECK(Key(R"({"a.5": 1})", R"({"a": [{"5": 4}, {"5": 3}]})") ==
        Ascending({"3"}));
}

TEST_CASE("an array addressed by its position counts as a whole") {
  CHECK(Key(R"({"a.0": 1})", R"({"a": [[5, 6], 7]})") == Ascending({"[5, 6]"}));
  CHECK(Key(R"({"a.0": 1})", R"({"a": [[], 7]})") == Ascending({kUndefined}));
  CHECK(Key(R"({"a.0.b": 1})", R"({"a": [[{"b": 6}, {"b": 5}], 7]})") ==
        Ascending({"5"}));
  CHECK(Key(R"({"a.0.1": 1})", R"({"a": [[5, 6], 7]})") == Ascending({"6"}));
}

TEST_CASE("a number that is a position and a field of an item is an error") {
  for (const char* document :
       {R"({"a": [{"0": 2}]})", R"({"a": [2, {"0": 3}]})"}) {
    const Status error = TryKey(R"({"a.0": 1})", document).status();
    CHECK(static_cast<int>(ErrorCodeOf(error)) == 16746);
    CHECK_THAT(ErrorMessageOf(error), ContainsSubstring("'a.0'"));
  }
}

TEST_CASE("keys through one array look at one item at a time") {
  const std::string document = R"({"a": [{"x": 0, "y": 5}, {"x": 1, "y": 3}]})";
  CHECK(Key(R"({"a.x": 1, "a.y": 1})", document) == Ascending({"0", "5"}));
  CHECK(Key(R"({"a.y": 1, "a.x": 1})", document) == Ascending({"3", "1"}));
  CHECK(Key(R"({"a.x": -1, "a.y": 1})", document) ==
        Descending({"1"}) + Ascending({"3"}));
  CHECK(Key(R"({"a": 1, "a.y": 1})", R"({"a": [{"y": 5}, 2]})") ==
        Ascending({"2", "null"}));
  CHECK(Key(R"({"a.0": 1, "a.y": 1})", R"({"a": [{"y": 5}, {"y": 2}]})") ==
        Ascending({R"({"y": 5})", "2"}));
}

TEST_CASE("keys through two arrays are an error") {
  const std::string pattern = R"({"a": 1, "b": 1})";
  const Status error = TryKey(pattern, R"({"a": [1, 2], "b": [3]})").status();
  CHECK(ErrorCodeOf(error) == ErrorCode::kBadValue);
  CHECK_THAT(ErrorMessageOf(error),
             ContainsSubstring("cannot sort with keys that are parallel "
                               "arrays: 'a' and 'b'"));
  CHECK_FALSE(TryKey(pattern, R"({"a": [], "b": []})").ok());
  CHECK_FALSE(
      TryKey(R"({"a.b": 1, "a.c": 1})", R"({"a": [{"b": [1], "c": [2]}]})")
          .ok());
  // Not in the same item, no harm done.
  CHECK(Key(R"({"a.b": 1, "a.c": 1})",
            R"({"a": [{"b": [4, 3], "c": 1}, {"b": 2, "c": [9, 8]}]})") ==
        Ascending({"2", "8"}));
}

TEST_CASE("documents sort in BSON's order, nearly reversed descending") {
  // MongoDB's ticket DOCS-2760 shows both orders.
  const std::vector<std::string> ascending = {
      R"({"a": []})", "{}", R"({"a": [0, 1]})", R"({"a": 1})", R"({"a": [1]})"};
  for (size_t i = 0; i + 1 < ascending.size(); ++i) {
    CHECK(Key(R"({"a": 1})", ascending[i]) <=
          Key(R"({"a": 1})", ascending[i + 1]));
  }
  CHECK(Key(R"({"a": -1})", R"({"a": [0, 1]})") ==
        Key(R"({"a": -1})", R"({"a": 1})"));
  CHECK(Key(R"({"a": -1})", "{}") < Key(R"({"a": -1})", R"({"a": []})"));
}

TEST_CASE("another encoder gives another order") {
  const auto ignore_case = [](std::string& key, const Element& value,
                              index::Direction direction) {
    if (value.type() != Type::kString) {
      return index::AppendKey(key, value, direction);
    }
    std::string lower(value.AsString());
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    index::AppendKey(key, Value(lower).element(), direction);
  };
  const SortKeyGenerator generator(*SortPattern::Parse(Document{{"a", -1}}),
                                   ignore_case);
  std::string key;
  REQUIRE(generator.Generate(Document{{"a", Array{"B", "a", "C"}}}, key).ok());
  CHECK(key == Descending({"\"c\""}));
}

}  // namespace
}  // namespace meerkat::query
