#include "storage/bson/type_alias.h"

namespace meerkat::bson {
namespace {

// Every type that a stored value can have.
constexpr Type kTypes[] = {
    Type::kDouble,    Type::kString,    Type::kDocument,      Type::kArray,
    Type::kBinary,    Type::kUndefined, Type::kObjectId,      Type::kBool,
    Type::kDate,      Type::kNull,      Type::kRegex,         Type::kDbPointer,
    Type::kCode,      Type::kSymbol,    Type::kCodeWithScope, Type::kInt32,
    Type::kTimestamp, Type::kInt64,     Type::kDecimal128,    Type::kMaxKey,
    Type::kMinKey,
};

}  // namespace

std::optional<Type> TypeOfAlias(std::string_view alias) {
  for (const Type type : kTypes) {
    if (alias == TypeName(type)) return type;
  }
  return std::nullopt;
}

std::optional<Type> TypeOfNumber(int64_t number) {
  for (const Type type : kTypes) {
    if (number == static_cast<int8_t>(type)) return type;
  }
  return std::nullopt;
}

}  // namespace meerkat::bson
