#include <absl/status/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "query/schema/keywords.h"
#include "query/schema/operands.h"
#include "query/schema/parse.h"
#include "query/schema/type_names.h"
#include "query/schema/unordered_compare.h"
#include "storage/status_macros.h"

namespace meerkat::query::schema {

namespace {

int CompareValues(const Value& a, const Value& b) {
  return CompareUnordered(a.element(), b.element());
}

Status ParseSchemas(const Element& keyword, int depth,
                    std::vector<Rules>& out) {
  MEERKAT_ASSIGN_OR_RETURN(out, ParseSchemaList(keyword, depth));
  if (!out.empty()) return absl::OkStatus();
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("$jsonSchema keyword '{}' must be a non-empty "
                               "array",
                               keyword.name()));
}

}  // namespace

Status ParseType(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(rules.types, ParseJsonTypes(keyword));
  return absl::OkStatus();
}

Status ParseBsonType(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(rules.types, ParseBsonTypes(keyword));
  return absl::OkStatus();
}

Status ParseEnum(const Element& keyword, int, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(const DocumentView items, ReadArray(keyword));
  for (const Element& item : items) rules.values.emplace_back(item);
  if (rules.values.empty()) return BadOperand(keyword, "cannot be empty");
  std::ranges::sort(rules.values, [](const Value& a, const Value& b) {
    return CompareValues(a, b) < 0;
  });
  const auto twice = std::ranges::adjacent_find(
      rules.values,
      [](const Value& a, const Value& b) { return CompareValues(a, b) == 0; });
  if (twice == rules.values.end()) return absl::OkStatus();
  return BadOperand(keyword, "has the same value twice");
}

Status ParseAllOf(const Element& keyword, int depth, Rules& rules) {
  return ParseSchemas(keyword, depth, rules.all_of);
}

Status ParseAnyOf(const Element& keyword, int depth, Rules& rules) {
  return ParseSchemas(keyword, depth, rules.any_of);
}

Status ParseOneOf(const Element& keyword, int depth, Rules& rules) {
  return ParseSchemas(keyword, depth, rules.one_of);
}

Status ParseNot(const Element& keyword, int depth, Rules& rules) {
  MEERKAT_ASSIGN_OR_RETURN(rules.none_of, ParseSchemaOperand(keyword, depth));
  return absl::OkStatus();
}

Status IgnoreString(const Element& keyword, int, Rules&) {
  return ReadString(keyword).status();
}

}  // namespace meerkat::query::schema
