#include "query/sort/sort_pattern.h"

#include <fmt/format.h>
#include <meerkat/builder.h>
#include <meerkat/json.h>

#include <string>
#include <utility>

#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

using Catch::Matchers::ContainsSubstring;

Status ParseError(const std::string& json) {
  return SortPattern::Parse(*ParseJson(json)).status();
}

int CodeOf(const std::string& json) {
  return static_cast<int>(ErrorCodeOf(ParseError(json)));
}

std::string Printed(const std::string& json) {
  StatusOr<SortPattern> pattern = SortPattern::Parse(*ParseJson(json));
  return pattern.ok() ? ToString(pattern->ToDocument())
                      : pattern.status().ToString();
}

TEST_CASE("a sort pattern has keys with directions") {
  const SortPattern pattern =
      *SortPattern::Parse(*ParseJson(R"({"city": 1, "address.zip": -1})"));
  REQUIRE(pattern.keys().size() == 2);
  CHECK(pattern.keys()[0].path.text() == "city");
  CHECK(pattern.keys()[0].direction == index::Direction::kAscending);
  CHECK(pattern.keys()[1].path.size() == 2);
  CHECK(pattern.keys()[1].direction == index::Direction::kDescending);
  CHECK_FALSE(pattern.natural().has_value());
  CHECK_FALSE(pattern.empty());
}

TEST_CASE("an empty sort pattern sorts by nothing") {
  const SortPattern pattern = *SortPattern::Parse(Document{});
  CHECK(pattern.empty());
  CHECK(pattern.ToDocument() == Document{});
  CHECK(SortPattern().empty());
}

TEST_CASE("a direction is 1 or -1 of any numeric type") {
  CHECK(Printed(R"({"a": 1.0})") == R"({"a":1})");
  CHECK(Printed(R"({"a": {"$numberLong": "-1"}})") == R"({"a":-1})");
  CHECK(Printed(R"({"a": {"$numberDecimal": "1.00"}})") == R"({"a":1})");
  CHECK(Printed(R"({"b.c": -1, "a": 1})") == R"({"b.c":-1,"a":1})");
}

TEST_CASE("a direction is read as an integer, but for that of $natural") {
  CHECK(Printed(R"({"a": 1.999})") == R"({"a":1})");
  CHECK(Printed(R"({"a": -1.5})") == R"({"a":-1})");
  CHECK(Printed(R"({"a": {"$numberDecimal": "0.51"}})") == R"({"a":1})");
  CHECK(Printed(R"({"a": {"$numberDecimal": "-1.49"}})") == R"({"a":-1})");
  CHECK(CodeOf(R"({"$natural": 1.5})") == 2);
}

TEST_CASE("what is no direction is refused with the key and the value") {
  for (const char* value :
       {"0", "2", "-2", "0.9", "NaN", "true", "null", "\"asc\"", "[1]",
        R"({"$numberLong": "9223372036854775807"})",
        R"({"$numberDecimal": "1.5"})"}) {
    const std::string text =
        value == std::string("NaN") ? R"({"$numberDouble": "NaN"})" : value;
    CAPTURE(text);
    const Status error = ParseError(fmt::format(R"({{"x.y": {}}})", text));
    const bool is_number =
        text.find_first_of("0123456789N") != text.npos && text.front() != '[';
    CHECK(ErrorCodeOf(error) == ErrorCode{is_number ? 15975 : 15974});
    CHECK_THAT(ErrorMessageOf(error), ContainsSubstring("'x.y'"));
  }
  CHECK_THAT(ErrorMessageOf(ParseError(R"({"a": "asc"})")),
             ContainsSubstring("\"asc\""));
}

TEST_CASE("a sort key is a path") {
  CHECK(CodeOf(R"({"": 1})") == 40352);
  CHECK(CodeOf(R"({"a.": 1})") == 40353);
  CHECK(CodeOf(R"({".a": 1})") == 15998);
  CHECK(CodeOf(R"({"a..b": 1})") == 15998);
  CHECK(CodeOf(R"({"$a": 1})") == 16410);
  CHECK(CodeOf(R"({"a.$b": 1})") == 16410);
}

TEST_CASE("a path is given once, and not too many of them") {
  Builder twice;
  twice.Append("a", 1).Append("b", 1).Append("a", -1);
  const Status error = SortPattern::Parse(std::move(twice).Finish()).status();
  CHECK(static_cast<int>(ErrorCodeOf(error)) == 7472500);
  CHECK_THAT(ErrorMessageOf(error), ContainsSubstring("'a'"));

  Builder many;
  for (int i = 0; i < 32; ++i) many.Append(fmt::format("k{}", i), 1);
  CHECK(SortPattern::Parse(many.FinishView()).ok());
  Builder too_many;
  for (int i = 0; i < 33; ++i) too_many.Append(fmt::format("k{}", i), 1);
  const Status limit = SortPattern::Parse(too_many.FinishView()).status();
  CHECK(static_cast<int>(ErrorCodeOf(limit)) == 13103);
  CHECK_THAT(ErrorMessageOf(limit), ContainsSubstring("'k32'"));
}

TEST_CASE("$natural stands alone") {
  const SortPattern forward = *SortPattern::Parse(Document{{"$natural", 1}});
  CHECK(forward.natural() == index::Direction::kAscending);
  CHECK(forward.keys().empty());
  CHECK_FALSE(forward.empty());
  CHECK(Printed(R"({"$natural": -1.0})") == R"({"$natural":-1})");

  CHECK(CodeOf(R"({"$natural": 2})") == 2);
  CHECK(CodeOf(R"({"$natural": 1, "a": 1})") == 2);
  CHECK(CodeOf(R"({"a": 1, "$natural": 1})") == 2);
}

TEST_CASE("the only expression to sort by is $meta, which has to wait") {
  CHECK(CodeOf(R"({"score": {"$meta": "textScore"}})") == 238);
  CHECK(CodeOf(R"({"score": {"$meta": "randVal"}})") == 238);
  CHECK(CodeOf(R"({"score": {"$meta": "nonsense"}})") == 31138);
  CHECK(CodeOf(R"({"score": {"$meta": "sortKey"}})") == 31138);
  CHECK(CodeOf(R"({"score": {"$meta": 1}})") == 31138);
  CHECK_THAT(ErrorMessageOf(ParseError(R"({"s": {"$meta": "textScore"}})")),
             ContainsSubstring("textScore"));
  CHECK(CodeOf(R"({"score": {"$add": [1, 2]}})") == 17312);
  CHECK(CodeOf(R"({"score": {}})") == 17312);
  CHECK(CodeOf(R"({"score": {"$meta": "textScore", "a": 1}})") == 9);
}

}  // namespace
}  // namespace meerkat::query
