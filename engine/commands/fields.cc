#include "engine/commands/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/bson/coerce.h"
#include "storage/bson/compare.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

const Field* FindField(std::span<const Field> fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found != fields.end() ? &*found : nullptr;
}

bool HasType(const Element& value, FieldType type) {
  switch (type) {
    case FieldType::kAny:
      return true;
    case FieldType::kBool:
      return value.type() == Type::kBool;
    case FieldType::kBoolLike:
      return value.type() == Type::kBool || value.is_number();
    case FieldType::kNumber:
      return value.is_number();
    case FieldType::kLong:
      return value.type() == Type::kInt64;
    case FieldType::kString:
      return value.type() == Type::kString;
    case FieldType::kDocument:
      return value.type() == Type::kDocument;
    case FieldType::kArray:
      return value.type() == Type::kArray;
  }
  return false;
}

std::string_view ExpectedName(FieldType type) {
  switch (type) {
    case FieldType::kBool:
    case FieldType::kBoolLike:
      return "bool";
    case FieldType::kNumber:
      return "number";
    case FieldType::kLong:
      return "long";
    case FieldType::kString:
      return "string";
    case FieldType::kDocument:
      return "object";
    case FieldType::kArray:
      return "array";
    case FieldType::kAny:
      break;
  }
  return "any";
}

bool IsNothing(const Element& value) {
  return value.type() == Type::kNull || value.type() == Type::kUndefined;
}

bool IsGiven(const FieldList& list, const Field& field) {
  return field.type == FieldType::kAny ? list[field.name].exists()
                                       : GivenField(list, field.name).exists();
}

bool MayBeNothing(const Field& field) {
  return field.type != FieldType::kAny && field.use != FieldUse::kNotNull;
}

Status CheckField(std::string_view path, const Element& value,
                  const Field& field) {
  if (IsNothing(value) && MayBeNothing(field)) return absl::OkStatus();
  if (field.use == FieldUse::kLater) {
    return MakeError(
        ErrorCode::kNotImplemented,
        fmt::format("this version of Meerkat does not serve the field '{}.{}'",
                    path, value.name()));
  }
  if (HasType(value, field.type)) return absl::OkStatus();
  return WrongType(path, value, ExpectedName(field.type));
}

}  // namespace

Status WrongType(std::string_view path, const Element& value,
                 std::string_view expected) {
  return MakeError(
      ErrorCode::kTypeMismatch,
      fmt::format("BSON field '{}.{}' is the wrong type '{}', expected type "
                  "'{}'",
                  path, value.name(), TypeName(value.type()), expected));
}

StatusOr<FieldList> ReadFields(std::string_view path, DocumentView document,
                               std::span<const Field> fields,
                               std::span<const Field> also) {
  FieldList list;
  for (const Element& value : document) {
    const Field* field = FindField(fields, value.name());
    if (field == nullptr) field = FindField(also, value.name());
    if (field == nullptr) {
      return MakeError(ErrorCode::kUnknownCommandField,
                       fmt::format("BSON field '{}.{}' is an unknown field.",
                                   path, value.name()));
    }
    if (list[value.name()].exists()) {
      return MakeError(ErrorCode::kDuplicateCommandField,
                       fmt::format("BSON field '{}.{}' is a duplicate field",
                                   path, value.name()));
    }
    MEERKAT_RETURN_IF_ERROR(CheckField(path, value, *field));
    list.Add(value);
  }
  for (const Field& field : fields) {
    if (field.use != FieldUse::kRequired || IsGiven(list, field)) continue;
    return MakeError(ErrorCode::kMissingCommandField,
                     fmt::format("BSON field '{}.{}' is missing but a required "
                                 "field",
                                 path, field.name));
  }
  return list;
}

Status CheckFields(std::string_view path, DocumentView document,
                   std::span<const Field> fields) {
  return ReadFields(path, document, fields).status();
}

Element Given(const Element& field) {
  return IsNothing(field) ? Element() : field;
}

bool BoolOf(const Element& given, bool otherwise) {
  if (!given.exists()) return otherwise;
  // Not as a double, which the least decimals are too small for.
  return given.is_number() ? !bson::Equal(given, Value(0).element())
                           : given.AsBool();
}

StatusOr<int64_t> IntegerOf(std::string_view path, const Element& given,
                            int64_t otherwise, int64_t least, int64_t most) {
  if (!given.exists()) return otherwise;
  const int64_t number = bson::CoerceToInt64(given);
  if (number < least || number > most) {
    return MakeError(
        ErrorCode::kBadValue,
        fmt::format("BSON field '{}.{}' has the value {}; it must be between "
                    "{} and {}",
                    path, given.name(), number, least, most));
  }
  return number;
}

DocumentView DocumentOf(const Element& given) {
  return given.exists() ? given.AsDocument() : DocumentView();
}

}  // namespace meerkat::engine
