#include "tools/server/fields.h"

#include <fmt/format.h>

#include <cmath>

namespace meerkat::server {

Element GivenField(DocumentView document, std::string_view name) {
  const Element field = document[name];
  const bool is_nothing =
      field.type() == Type::kNull || field.type() == Type::kUndefined;
  return is_nothing ? Element() : field;
}

std::string_view Shown(std::string_view name) {
  return name.size() <= 64 ? name : "...";
}

Status WrongType(std::string_view name, Type found, std::string_view wanted) {
  return MakeError(ErrorCode::kTypeMismatch,
                   fmt::format("the field '{}' is of the wrong type '{}', "
                               "expected '{}'",
                               name, TypeName(found), wanted));
}

StatusOr<Element> OptionalField(DocumentView document, std::string_view name,
                                Type type) {
  const Element field = GivenField(document, name);
  if (field.exists() && field.type() != type) {
    return WrongType(name, field.type(), TypeName(type));
  }
  return field;
}

StatusOr<Element> RequiredField(DocumentView document, std::string_view name,
                                Type type) {
  StatusOr<Element> field = OptionalField(document, name, type);
  if (!field.ok() || field->exists()) return field;
  return MakeError(ErrorCode::kMissingCommandField,
                   fmt::format("the field '{}' is missing", name));
}

StatusOr<bool> BoolField(DocumentView document, std::string_view name,
                         bool otherwise) {
  const Element field = GivenField(document, name);
  switch (field.type()) {
    case Type::kMissing:
      return otherwise;
    case Type::kBool:
      return field.AsBool();
    case Type::kInt32:
      return field.AsInt32() != 0;
    case Type::kInt64:
      return field.AsInt64() != 0;
    case Type::kDouble:
      return field.AsDouble() != 0;
    default:
      return WrongType(name, field.type(), "bool");
  }
}

StatusOr<int64_t> IntegerField(DocumentView document, std::string_view name) {
  const Element field = GivenField(document, name);
  constexpr double kBound = 9223372036854775808.0;
  switch (field.type()) {
    case Type::kMissing:
      return RequiredField(document, name, Type::kInt64).status();
    case Type::kInt32:
      return field.AsInt32();
    case Type::kInt64:
      return field.AsInt64();
    case Type::kDouble:
      if (std::trunc(field.AsDouble()) == field.AsDouble() &&
          std::abs(field.AsDouble()) < kBound) {
        return static_cast<int64_t>(field.AsDouble());
      }
      [[fallthrough]];
    default:
      return WrongType(name, field.type(), "long");
  }
}

double NumberIn(DocumentView document, std::string_view name) {
  const Element field = document[name];
  switch (field.type()) {
    case Type::kInt32:
      return field.AsInt32();
    case Type::kInt64:
      return static_cast<double>(field.AsInt64());
    case Type::kDouble:
      return std::isnan(field.AsDouble()) ? 0 : field.AsDouble();
    default:
      return 0;
  }
}

}  // namespace meerkat::server
