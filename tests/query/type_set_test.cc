#include "query/match/type_set.h"

#include <meerkat/value.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

namespace meerkat::query {
namespace {

constexpr std::pair<int, std::string_view> kTypes[] = {
    {1, "double"},      {2, "string"},     {3, "object"},
    {4, "array"},       {5, "binData"},    {6, "undefined"},
    {7, "objectId"},    {8, "bool"},       {9, "date"},
    {10, "null"},       {11, "regex"},     {12, "dbPointer"},
    {13, "javascript"}, {14, "symbol"},    {15, "javascriptWithScope"},
    {16, "int"},        {17, "timestamp"}, {18, "long"},
    {19, "decimal"},    {-1, "minKey"},    {127, "maxKey"},
};

TypeSet Set(const Value& operand) {
  const StatusOr<TypeSet> types = TypeSet::Parse(operand.element(), "a");
  INFO(types.status());
  REQUIRE(types.ok());
  return *types;
}

// The aliases of all types in a set.
std::string Names(const TypeSet& types) {
  std::string names;
  for (int byte = 0; byte <= 0xFF; ++byte) {
    const Type type{static_cast<uint8_t>(byte)};
    if (TypeName(type) == "unknown" || !types.Contains(type)) continue;
    if (!names.empty()) names += ' ';
    names += TypeName(type);
  }
  return names;
}

Status ParseError(const Value& operand) {
  const StatusOr<TypeSet> types = TypeSet::Parse(operand.element(), "a.b");
  REQUIRE_FALSE(types.ok());
  return types.status();
}

std::string ErrorOf(const Value& operand) {
  return ErrorName(ErrorCodeOf(ParseError(operand)));
}

TEST_CASE("every type has a number and an alias, and is no other") {
  for (const auto& [number, alias] : kTypes) {
    CHECK(Names(Set(number)) == alias);
    CHECK(Names(Set(alias)) == alias);
    CHECK(Set(number) == Set(alias));
  }
}

TEST_CASE("a type's number may be of any numeric type") {
  CHECK(Names(Set(int64_t{2})) == "string");
  CHECK(Names(Set(2.0)) == "string");
  CHECK(Names(Set(Decimal128::FromString("-1.0").value())) == "minKey");
}

TEST_CASE("an array asks for any of its types") {
  CHECK(Names(Set(Array{2, "bool", 8})) == "string bool");
  CHECK(Names(Set(Array{"minKey"})) == "minKey");
  CHECK(Names(Set(Array{-1, 127})) == "maxKey minKey");
  CHECK(Names(Set(Array{"null", "number"})) == "double null int long decimal");
}

TEST_CASE("number is an alias for four types") {
  CHECK(Names(Set("number")) == "double int long decimal");
}

TEST_CASE("what is missing is in no set") {
  TypeSet types;
  CHECK(types.empty());
  types.Add(Type::kMissing);
  CHECK(types.empty());
  for (const auto& [number, alias] : kTypes) {
    types.Add(static_cast<Type>(static_cast<uint8_t>(number)));
  }
  CHECK_FALSE(types.Contains(Type::kMissing));
}

TEST_CASE("what is no type is refused") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Value& operand :
       {Value(20), Value(-2), Value(126), Value(128), Value(255), Value(1.5),
        Value(int64_t{1} << 32), Value(infinity), Value("String"),
        Value("missing"), Value(""), Value("2"), Value(Array{"int", "float"}),
        Value(Array{2, 20})}) {
    INFO(ToString(operand));
    CHECK(ErrorOf(operand) == "BadValue");
  }
  CHECK(ErrorMessageOf(ParseError("float")) ==
        "'float' is not the alias of a type for 'a.b'");
}

TEST_CASE("type 0 is refused with the advice to ask for existence") {
  CHECK(ErrorOf(0) == "BadValue");
  CHECK(ErrorMessageOf(ParseError(0)) ==
        "0 is not the number of a type for 'a.b'; use {$exists: false}");
}

TEST_CASE("neither number nor string is the wrong type") {
  for (const Value& operand :
       {Value(true), Value(nullptr), Value(Document{}),
        Value(Array{Value(Array{2})}), Value(Array{2, true})}) {
    INFO(ToString(operand));
    CHECK(ErrorOf(operand) == "TypeMismatch");
  }
}

TEST_CASE("an empty array asks for nothing and is refused") {
  CHECK(ErrorOf(Array{}) == "FailedToParse");
}

}  // namespace
}  // namespace meerkat::query
