// $count: {$count: "n"}.
#include <string>
#include <string_view>

#include "query/pipeline/stage_parsers.h"

namespace meerkat::query::pipeline {

namespace {

// MongoDB gives these errors no names.
constexpr ErrorCode kNoText{40156};
constexpr ErrorCode kEmptyText{40157};
constexpr ErrorCode kDollarInFront{40158};
constexpr ErrorCode kNul{40159};
constexpr ErrorCode kDot{40160};
constexpr ErrorCode kSecondId{15948};

Status CheckName(std::string_view name) {
  if (name.empty()) {
    return MakeError(kEmptyText, "the count field must be a non-empty string");
  }
  if (name.starts_with('$')) {
    return MakeError(kDollarInFront,
                     "the count field cannot be a $-prefixed path");
  }
  if (name.find('\0') != std::string_view::npos) {
    return MakeError(kNul, "the count field cannot contain a null byte");
  }
  if (name.find('.') != std::string_view::npos) {
    return MakeError(kDot, "the count field cannot contain '.'");
  }
  if (name == "_id") {
    return MakeError(kSecondId, "a group's _id may only be specified once");
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<Stage> ParseCount(const Element& operand, const Scope&) {
  if (operand.type() != Type::kString) {
    return MakeError(kNoText, "the count field must be a non-empty string");
  }
  if (Status checked = CheckName(operand.AsString()); !checked.ok()) {
    return checked;
  }
  GroupAll group;
  group.sums.push_back({std::string(operand.AsString()), Value(1)});
  return group;
}

}  // namespace meerkat::query::pipeline
