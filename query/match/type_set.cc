#include "query/match/type_set.h"

#include <fmt/format.h>
#include <meerkat/value.h>

#include <cstdint>
#include <optional>

#include "storage/bson/number.h"
#include "storage/bson/type_alias.h"
#include "storage/status_macros.h"

namespace meerkat::query {
namespace {

StatusOr<Type> TypeByNumber(const Element& number, std::string_view path) {
  const std::optional<int64_t> exact = bson::ToInt64Exact(number);
  if (exact.has_value()) {
    const std::optional<Type> type = bson::TypeOfNumber(*exact);
    if (type.has_value()) return *type;
  }
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("{} is not the number of a type for '{}'{}", ToString(number),
                  path, exact == 0 ? "; use {$exists: false}" : ""));
}

StatusOr<Type> TypeByAlias(std::string_view alias, std::string_view path) {
  const std::optional<Type> type = bson::TypeOfAlias(alias);
  if (type.has_value()) return *type;
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("'{}' is not the alias of a type for '{}'", alias, path));
}

// Adds the type, or the types, that a number or an alias stands for.
Status AddOne(const Element& operand, std::string_view path, TypeSet& types) {
  if (operand.is_number()) {
    MEERKAT_ASSIGN_OR_RETURN(const Type type, TypeByNumber(operand, path));
    types.Add(type);
    return absl::OkStatus();
  }
  if (operand.type() != Type::kString) {
    return MakeError(
        ErrorCode::kTypeMismatch,
        fmt::format("a type for '{}' must be a number or a string, not {}",
                    path, ToString(operand)));
  }
  if (operand.AsString() == "number") {
    types.AddNumbers();
    return absl::OkStatus();
  }
  MEERKAT_ASSIGN_OR_RETURN(const Type type,
                           TypeByAlias(operand.AsString(), path));
  types.Add(type);
  return absl::OkStatus();
}

}  // namespace

StatusOr<TypeSet> TypeSet::Parse(const Element& operand,
                                 std::string_view path) {
  TypeSet types;
  if (operand.type() != Type::kArray) {
    MEERKAT_RETURN_IF_ERROR(AddOne(operand, path, types));
    return types;
  }
  for (const Element& item : operand.AsDocument()) {
    MEERKAT_RETURN_IF_ERROR(AddOne(item, path, types));
  }
  if (types.empty()) {
    return MakeError(
        ErrorCode::kFailedToParse,
        fmt::format("the array of types for '{}' must not be empty", path));
  }
  return types;
}

void TypeSet::AddNumbers() {
  Add(Type::kDouble);
  Add(Type::kInt32);
  Add(Type::kInt64);
  Add(Type::kDecimal128);
}

}  // namespace meerkat::query
