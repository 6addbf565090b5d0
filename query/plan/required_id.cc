#include "query/plan/required_id.h"

#include <variant>

#include "storage/bson/collator.h"

namespace meerkat::query {

namespace {

// Whether only what has the same key is equal to the operand.
bool IsEqualityByKey(const Compare& compare) {
  return compare.comparison == Comparison::kEq &&
         (compare.collator == nullptr ||
          !bson::HoldsText(compare.operand.element()));
}

}  // namespace

const Value* RequiredId(const MatchNode& root) {
  if (const auto* all = std::get_if<And>(&root.kind)) {
    for (const MatchNode& child : all->children) {
      if (const Value* id = RequiredId(child)) return id;
    }
    return nullptr;
  }
  const auto* at_path = std::get_if<AtPath>(&root.kind);
  if (at_path == nullptr || at_path->path.text() != "_id") return nullptr;
  const auto* compare = std::get_if<Compare>(&at_path->predicate);
  const bool is_one = compare != nullptr && IsEqualityByKey(*compare);
  return is_one ? &compare->operand : nullptr;
}

}  // namespace meerkat::query
