#include "storage/bson/field_path.h"

#include <meerkat/builder.h>
#include <meerkat/value.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::bson {
namespace {

using Values = std::vector<Value>;

Values ReachedBy(const Document& document, std::string_view path) {
  Values values;
  ForEachValue(document, FieldPath::Split(path), [&](const Reached& reached) {
    values.emplace_back(reached.value);
    return false;
  });
  return values;
}

// The positions that `$` would stand for, "-" where there is none.
std::string PositionsOf(const Document& document, std::string_view path) {
  std::string positions;
  ForEachValue(document, FieldPath::Split(path), [&](const Reached& reached) {
    positions += reached.unfolded.exists()
                     ? std::string(reached.unfolded.name()) + " "
                     : "- ";
    return false;
  });
  return positions;
}

const Value kMissing;

ErrorCode ParseError(std::string_view text) {
  return ErrorCodeOf(FieldPath::Parse(text).status());
}

TEST_CASE("a path is taken apart at its dots") {
  const FieldPath path = FieldPath::Parse("address.city.0").value();
  REQUIRE(path.size() == 3);
  CHECK(path[0] == "address");
  CHECK(path[1] == "city");
  CHECK(path[2] == "0");
  CHECK(path.text() == "address.city.0");
  CHECK(path == FieldPath::Split("address.city.0"));
}

TEST_CASE("a path keeps its components when copied and moved") {
  FieldPath path = FieldPath::Split("a.b");
  const FieldPath copy = path;
  const FieldPath moved = std::move(path);
  CHECK(copy[1] == "b");
  CHECK(moved[1] == "b");
}

TEST_CASE("malformed paths are refused with MongoDB's codes") {
  CHECK(ParseError("") == ErrorCode{40352});
  CHECK(ParseError(".") == ErrorCode{40353});
  CHECK(ParseError("a.") == ErrorCode{40353});
  CHECK(ParseError("a..b") == ErrorCode{15998});
  CHECK(ParseError(".a") == ErrorCode{15998});
  CHECK(ParseError("$a") == ErrorCode{16410});
  CHECK(ParseError("a.$b") == ErrorCode{16410});
  CHECK(ParseError(std::string_view("a.b\0c", 5)) == ErrorCode{16411});
  std::string deep = "a";
  for (int i = 1; i < 200; ++i) deep += ".a";
  CHECK(FieldPath::Parse(deep).ok());
  CHECK(ParseError(deep + ".a") == ErrorCode::kOverflow);
}

TEST_CASE("filters may name fields that a path may not") {
  CHECK(FieldPath::Split("").size() == 1);
  CHECK(FieldPath::Split("a..$b").size() == 3);
  CHECK(FieldPath::Split("a..$b")[1].empty());
  CHECK(ReachedBy(Document{{"", 1}}, "") == Values{1});
  CHECK(ReachedBy(Document{{"", Document{{"", 2}}}}, ".") == Values{2});
}

TEST_CASE("only plain numbers are positions") {
  const FieldPath path = FieldPath::Split("0.12.012.-1.+1.1a..4294967295");
  CHECK(path.IsPosition(0, 0));
  CHECK(path.IsPosition(1, 12));
  CHECK_FALSE(path.IsPosition(2, 12));
  CHECK_FALSE(path.IsPosition(4, 1));
  CHECK_FALSE(path.IsPosition(5, 1));
  CHECK_FALSE(path.IsPosition(6, 0));
}

TEST_CASE("a path leads through documents") {
  const Document document{{"a", Document{{"b", 1}}}};
  CHECK(ReachedBy(document, "a.b") == Values{1});
  CHECK(ReachedBy(document, "a") == Values{Document{{"b", 1}}});
}

TEST_CASE("a field that is not there is reached as missing") {
  CHECK(ReachedBy(Document{}, "a") == Values{kMissing});
  CHECK(ReachedBy(Document{}, "a.b") == Values{kMissing});
  CHECK(ReachedBy(Document{{"a", Document{{"c", 1}}}}, "a.b") ==
        Values{kMissing});
  CHECK(ReachedBy(Document{{"a", 5}}, "a.b.c") == Values{kMissing});
}

TEST_CASE("a path goes on inside the documents of an array") {
  const Document document{
      {"a", Array{Document{{"b", 1}}, Document{{"c", 2}}, 3}}};
  CHECK(ReachedBy(document, "a.b") == Values{1, kMissing});
  CHECK(PositionsOf(document, "a.b") == "0 1 ");
}

TEST_CASE("arrays without documents lead nowhere") {
  CHECK(ReachedBy(Document{{"a", Array{}}}, "a.b").empty());
  CHECK(ReachedBy(Document{{"a", Array{4}}}, "a.b").empty());
  CHECK(ReachedBy(Document{{"a", Array{Document{{"b", Array{}}}}}}, "a.b.c")
            .empty());
}

TEST_CASE("arrays unfold one level a component") {
  const Value nested = Array{Value(Array{Document{{"b", 1}}})};
  CHECK(ReachedBy(Document{{"a", nested}}, "a.b").empty());
  CHECK(ReachedBy(Document{{"a", nested}}, "a.0.b") == Values{1});
}

TEST_CASE("an array at the end is reached as a whole") {
  CHECK(ReachedBy(Document{{"a", Array{1, 2}}}, "a") == Values{Array{1, 2}});
  CHECK(ReachedBy(Document{{"a", Array{Document{{"b", Array{9}}}}}}, "a.b") ==
        Values{Array{9}});
}

TEST_CASE("a number addresses a position and a field of that name") {
  CHECK(ReachedBy(Document{{"a", Array{5, 7, 3}}}, "a.1") == Values{7});
  CHECK(ReachedBy(Document{{"a", Array{5, Array{2, 4}}}}, "a.1") ==
        Values{Array{2, 4}});
  const Document field{{"1", 4}};
  CHECK(ReachedBy(Document{{"a", Array{5, field, 3}}}, "a.1") ==
        Values{4, field});
  CHECK(ReachedBy(Document{{"a", Array{5, Document{{"b", 4}}}}}, "a.1.b") ==
        Values{kMissing, 4});
  CHECK(ReachedBy(Document{{"a", Document{{"1", 6}}}}, "a.1") == Values{6});
  CHECK(ReachedBy(Document{{"a", Array{5}}}, "a.1").empty());
  CHECK(ReachedBy(Document{{"a", Array{5}}}, "a.0.b").empty());
}

TEST_CASE("a position is told from an unfolded array") {
  const Document document{{"a", Array{5, Document{{"1", 4}}}}};
  std::vector<bool> by_position;
  ForEachValue(document, FieldPath::Split("a.1"), [&](const Reached& reached) {
    by_position.push_back(reached.by_position);
    return false;
  });
  CHECK(by_position == std::vector<bool>{false, true});
  CHECK(PositionsOf(document, "a.1") == "1 - ");
}

TEST_CASE("the outermost unfolded array is the one that counts") {
  const Value inner = Array{Document{{"c", 1}}, Document{{"c", 2}}};
  const Document document{
      {"a", Array{Document{{"b", inner}}, Document{{"b", inner}}}}};
  CHECK(ReachedBy(document, "a.b.c") == Values{1, 2, 1, 2});
  CHECK(PositionsOf(document, "a.b.c") == "0 0 1 1 ");
  CHECK(PositionsOf(document, "a.1.b.c") == "0 1 0 1 ");
}

TEST_CASE("ways by name and by position do not multiply") {
  constexpr int kLevels = 40;
  Value inner = 1;
  std::string path = "0";
  for (int i = 0; i < kLevels; ++i) {
    inner = Array{Document{{"0", inner}}};
    path += ".0";
  }
  int visits = 0;
  CHECK_FALSE(ForEachValue(Document{{"0", inner}}, FieldPath::Split(path),
                           [&](const Reached&) {
                             ++visits;
                             return false;
                           }));
  CHECK(visits > 0);
  CHECK(visits < 2 * kLevels * kLevels);
  // Few are as always.
  CHECK(ReachedBy(Document{{"a", Array{Document{{"0", 1}}}}}, "a.0.0") ==
        Values{Value(), 1});
}

TEST_CASE("a walk ends when the visitor has seen enough") {
  const Document document{{"a", Array{Document{{"b", 1}}, Document{{"b", 2}}}}};
  int visits = 0;
  CHECK(ForEachValue(document, FieldPath::Split("a.b"), [&](const Reached&) {
    ++visits;
    return true;
  }));
  CHECK(visits == 1);
}

TEST_CASE("the plain walk enters documents only") {
  const Document document{{"a", Document{{"b", 1}}},
                          {"c", Array{Document{{"b", 2}}}}};
  CHECK(FindPath(document, FieldPath::Split("a.b")).AsInt32() == 1);
  CHECK(FindPath(document, FieldPath::Split("a")).type() == Type::kDocument);
  CHECK_FALSE(FindPath(document, FieldPath::Split("c.b")).exists());
  CHECK_FALSE(FindPath(document, FieldPath::Split("a.b.c")).exists());
}

}  // namespace
}  // namespace meerkat::bson
