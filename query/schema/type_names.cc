#include "query/schema/type_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "query/schema/operands.h"
#include "storage/bson/type_alias.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

namespace {

// A type of JSON Schema that MongoDB leaves out, since each number of BSON has
// a type of its own.
constexpr std::string_view kInteger = "integer";

constexpr Type kNumbers[] = {Type::kDouble, Type::kInt32, Type::kInt64,
                             Type::kDecimal128};

struct JsonType {
  std::string_view name;
  Type type;
};

// Beside "number".
constexpr JsonType kJsonTypes[] = {
    {"array", Type::kArray},   {"boolean", Type::kBool},
    {"null", Type::kNull},     {"object", Type::kDocument},
    {"string", Type::kString},
};

std::optional<Type> TypeOfJson(std::string_view name) {
  for (const JsonType& row : kJsonTypes) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

// The names in a string or in an array of strings.
StatusOr<std::vector<std::string>> Names(const Element& keyword) {
  if (keyword.type() == Type::kString) {
    return std::vector<std::string>{std::string(keyword.AsString())};
  }
  if (keyword.type() == Type::kArray) return ReadNames(keyword);
  return WrongType(keyword, "a string or an array of strings");
}

template <typename Lookup>
StatusOr<std::vector<Type>> ParseTypes(const Element& keyword,
                                       const Lookup& lookup) {
  MEERKAT_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                           Names(keyword));
  std::vector<Type> types;
  for (const std::string& name : names) {
    if (name == "number") {
      types.insert(types.end(), std::begin(kNumbers), std::end(kNumbers));
      continue;
    }
    const std::optional<Type> type = lookup(name);
    if (!type.has_value()) {
      return MakeError(
          name == kInteger ? ErrorCode::kFailedToParse : ErrorCode::kBadValue,
          fmt::format("$jsonSchema keyword '{}': unknown type name alias: {}",
                      keyword.name(), name));
    }
    types.push_back(*type);
  }
  return types;
}

// Whether the operand names "integer", in an array too.
bool NamesInteger(const Element& keyword) {
  const auto is_integer = [](const Element& name) {
    return name.type() == Type::kString && name.AsString() == kInteger;
  };
  return keyword.type() == Type::kArray
             ? std::ranges::any_of(keyword.AsDocument(), is_integer)
             : is_integer(keyword);
}

}  // namespace

StatusOr<std::vector<Type>> ParseBsonTypes(const Element& keyword) {
  return ParseTypes(keyword, bson::TypeOfAlias);
}

StatusOr<std::vector<Type>> ParseJsonTypes(const Element& keyword) {
  if (NamesInteger(keyword)) {
    return BadOperand(keyword,
                      "does not support the type 'integer'; use bsonType with "
                      "'int' or 'long'");
  }
  return ParseTypes(keyword, TypeOfJson);
}

}  // namespace meerkat::query::schema
