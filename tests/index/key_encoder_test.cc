#include <string>
#include <string_view>
#include <vector>

#include "storage/bson/compare.h"
#include "tests/catch.hpp"
#include "tests/index/key_testing.h"

namespace meerkat::index {
namespace {

using namespace std::string_view_literals;

std::string Key(const Value& value,
                Direction direction = Direction::kAscending) {
  return Encode(value, direction).key;
}

// Ascending values, each above the one before it.
void CheckAscending(const std::vector<Value>& values) {
  for (size_t i = 1; i < values.size(); ++i) {
    const Value& a = values[i - 1];
    const Value& b = values[i];
    INFO(ToString(a) << " below " << ToString(b));
    CHECK(bson::Compare(a, b) < 0);
    CHECK(Key(a) < Key(b));
    CHECK(Key(a, Direction::kDescending) > Key(b, Direction::kDescending));
  }
}

TEST_CASE("keys of different types are ordered like the types") {
  const ObjectId id;
  CheckAscending({Value::MinKey(), Value::Undefined(), nullptr, 1, "",
                  Document{}, Array{}, Value::Binary(0, ""), id, false, true,
                  Date{}, Timestamp{}, Value::Regex("", ""),
                  Value::DbPointer("", id), Value::Code(""),
                  Value::CodeWithScope("", Document{}), Value::MaxKey()});
}

TEST_CASE("keys of strings are ordered by their bytes, NUL being one of them") {
  CheckAscending({"",     "\0"sv,   "\0\0"sv, "\0\1"sv,   "\0a"sv,
                  "\1"sv, "\1\0"sv, "\1\1"sv, "\1\2"sv,   "\2"sv,
                  "a",    "a\0"sv,  "a\0b"sv, "a\1"sv,    "a\2"sv,
                  "aa",   "b",      "\x7F",   "\xC3\xA9", "\xF0\x9F\x98\x80"});
}

TEST_CASE("a string and a symbol of the same text have the same key") {
  CHECK(Key("abc") == Key(Value::Symbol("abc")));
}

TEST_CASE("keys of documents are ordered by rank, name and value in turn") {
  CheckAscending({
      Document{},
      Document{{"z", nullptr}},
      Document{{"", 0}},
      Document{{"a", 1}},
      Document{{"a", 1.0}, {"a", 1}},
      Document{{"a", 1}, {"b", 0}},
      Document{{"a", 1}, {"b", ""}},
      Document{{"a", 2}},
      Document{{"a\x01", 1}},
      Document{{"aa", 1}},
      Document{{"b", -1}},
      Document{{"a", ""}},
      Document{{"a", false}},
      Document{{"a", true}},
      Document{{"b", false}},
      Document{{"a", Value::MaxKey()}},
  });
}

TEST_CASE("keys of arrays are ordered item by item, the shorter first") {
  CheckAscending({Array{}, Array{Value::MinKey()}, Array{nullptr}, Array{1},
                  Array{1, Value::MinKey()}, Array{1, 1}, Array{2}, Array{""},
                  Array{Document{}}, Array{Value(Array{})},
                  Array{Value(Array{1})}, Array{false}, Array{true}});
}

TEST_CASE("the positions of array items do not matter") {
  const Document names{{"7", 1}, {"x", 2}};
  CHECK(Key(Value::ArrayOf(names)) == Key(Array{1, 2}));
}

TEST_CASE("keys of binary values are ordered by size, subtype and bytes") {
  CheckAscending({Value::Binary(9, ""), Value::Binary(0, "b"),
                  Value::Binary(1, "a"), Value::Binary(1, "\xFF"),
                  Value::Binary(0, "aa"),
                  Value::Binary(0, std::string(256, 'a')),
                  Value::Binary(0, std::string(65536, 'a'))});
}

TEST_CASE("keys of dates and timestamps are ordered in time") {
  CheckAscending({Date{INT64_MIN}, Date{-1000}, Date{-1}, Date{0}, Date{1},
                  Date{1704067200000}, Date{INT64_MAX}});
  CheckAscending({Timestamp{0, 0}, Timestamp{0, UINT32_MAX}, Timestamp{1, 0},
                  Timestamp{UINT32_MAX, 0}});
}

TEST_CASE("keys of regular expressions are ordered by pattern, then options") {
  CheckAscending({Value::Regex("", "x"), Value::Regex("a", ""),
                  Value::Regex("a", "i"), Value::Regex("a", "im"),
                  Value::Regex("aa", "")});
}

TEST_CASE("keys of code are ordered by the code, then the scope") {
  CheckAscending({Value::Code("a"), Value::Code("a\0"sv), Value::Code("b"),
                  Value::CodeWithScope("", Document{{"a", 1}}),
                  Value::CodeWithScope("a", Document{}),
                  Value::CodeWithScope("a", Document{{"a", 1}}),
                  Value::CodeWithScope("a\0"sv, Document{})});
}

TEST_CASE("a missing value has the key of null") {
  CHECK(EncodeKey(Element()) == Key(nullptr));
}

TEST_CASE("what follows a field does not disturb the order of the field") {
  // Each text begins the next one; the fields behind sort the other way.
  const std::vector<Value> first = {"", "a", "a\0"sv, "a\1"sv, "ab"};
  const auto second = GENERATE(Direction::kAscending, Direction::kDescending);
  for (size_t i = 1; i < first.size(); ++i) {
    std::string lower = Key(first[i - 1]);
    std::string higher = Key(first[i]);
    AppendKey(lower, Value::MaxKey().element(), second);
    AppendKey(higher, Value::MinKey().element(), second);
    CHECK(lower < higher);
  }
}

TEST_CASE("a key is the same with and without type bits") {
  for (const Value& value : {Value(5.0), Decimal("1.50"), Value("abc"),
                             Value(Document{{"a", Array{1, "x"}}})}) {
    CHECK(EncodeKey(value.element()) == Encode(value).key);
  }
}

}  // namespace
}  // namespace meerkat::index
