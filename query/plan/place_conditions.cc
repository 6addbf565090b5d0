#include "query/plan/place_conditions.h"

#include <absl/functional/function_ref.h>

#include <variant>

namespace meerkat::query {

namespace {

const AtPath* Find(const MatchNode& root,
                   absl::FunctionRef<bool(const AtPath&)> is_meant) {
  if (const auto* all = std::get_if<And>(&root.kind)) {
    for (const MatchNode& child : all->children) {
      if (const AtPath* found = Find(child, is_meant)) return found;
    }
    return nullptr;
  }
  const auto* at_path = std::get_if<AtPath>(&root.kind);
  return at_path != nullptr && is_meant(*at_path) ? at_path : nullptr;
}

}  // namespace

const AtPath* NearCondition(const MatchNode& root) {
  return Find(root, [](const AtPath& at_path) {
    return std::holds_alternative<IsNear>(at_path.predicate);
  });
}

const AtPath* WithinCondition(const MatchNode& root, std::string_view path) {
  return Find(root, [path](const AtPath& at_path) {
    const auto* inside = std::get_if<IsInside>(&at_path.predicate);
    return inside != nullptr && at_path.path.text() == path &&
           std::holds_alternative<index::geo::Shape>(inside->region);
  });
}

}  // namespace meerkat::query
