#include "query/schema/operands.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

namespace {

std::string Describe(const Element& keyword, std::string_view complaint) {
  return fmt::format("$jsonSchema keyword '{}' {}, found {}", keyword.name(),
                     complaint, ToString(keyword));
}

bool HasTwice(std::vector<std::string> names) {
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

}  // namespace

Status WrongType(const Element& keyword, std::string_view wanted) {
  return MakeError(ErrorCode::kTypeMismatch,
                   Describe(keyword, fmt::format("must be {}", wanted)));
}

Status BadOperand(const Element& keyword, std::string_view complaint) {
  return MakeError(ErrorCode::kFailedToParse, Describe(keyword, complaint));
}

Status BadPattern(const Element& keyword, ErrorCode code, const Status& error) {
  return MakeError(code, fmt::format("$jsonSchema keyword '{}': {}",
                                     keyword.name(), ErrorMessageOf(error)));
}

StatusOr<bool> ReadBool(const Element& keyword) {
  if (keyword.type() == Type::kBool) return keyword.AsBool();
  return WrongType(keyword, "a boolean");
}

StatusOr<std::string_view> ReadString(const Element& keyword) {
  if (keyword.type() == Type::kString) return keyword.AsString();
  return WrongType(keyword, "a string");
}

StatusOr<DocumentView> ReadArray(const Element& keyword) {
  if (keyword.type() == Type::kArray) return keyword.AsDocument();
  return WrongType(keyword, "an array");
}

StatusOr<DocumentView> ReadObject(const Element& keyword) {
  if (keyword.type() == Type::kDocument) return keyword.AsDocument();
  return WrongType(keyword, "an object");
}

Status RequireNumber(const Element& keyword) {
  if (keyword.is_number()) return absl::OkStatus();
  return WrongType(keyword, "a number");
}

StatusOr<int64_t> ReadCount(const Element& keyword) {
  const std::optional<int64_t> count = bson::ToInt64Exact(keyword);
  if (count.has_value() && *count >= 0) return *count;
  return BadOperand(keyword, "must be a whole number of 0 or more");
}

StatusOr<std::vector<std::string>> ReadNames(const Element& keyword) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView array, ReadArray(keyword));
  std::vector<std::string> names;
  for (const Element& item : array) {
    if (item.type() != Type::kString) {
      return WrongType(keyword, "an array of strings");
    }
    names.emplace_back(item.AsString());
  }
  if (names.empty()) return BadOperand(keyword, "cannot be empty");
  if (HasTwice(names)) return BadOperand(keyword, "has the same name twice");
  return names;
}

}  // namespace meerkat::query::schema
