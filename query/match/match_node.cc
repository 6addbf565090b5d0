#include "query/match/match_node.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "storage/bson/compare.h"

namespace meerkat::query {

MatchNode::MatchNode(Kind node_kind) : kind(std::move(node_kind)) {}
MatchNode::MatchNode(const MatchNode&) = default;
MatchNode::MatchNode(MatchNode&&) noexcept = default;
MatchNode& MatchNode::operator=(const MatchNode&) = default;
MatchNode& MatchNode::operator=(MatchNode&&) noexcept = default;
MatchNode::~MatchNode() = default;

bool AnyNode(const MatchNode& node,
             absl::FunctionRef<bool(const MatchNode&)> holds) {
  const auto is_any = [&](const MatchNode& child) {
    return AnyNode(child, holds);
  };
  return holds(node) ||
         std::visit(
             [&](const auto& kind) {
               if constexpr (requires { kind.children; }) {
                 return std::ranges::any_of(kind.children, is_any);
               } else if constexpr (requires { kind.child; }) {
                 return std::ranges::any_of(kind.child, is_any);
               } else {
                 return false;
               }
             },
             node.kind);
}

void SortValues(In& in) {
  const bson::Collator* collator = in.collator.get();
  std::ranges::sort(in.values, [collator](const Value& a, const Value& b) {
    const int order = bson::Compare(a, b, collator);
    if (order != 0) return order < 0;
    // Whole numbers before doubles: of equal values the first stays.
    return std::tuple(b.type(), a.element().payload()) <
           std::tuple(a.type(), b.element().payload());
  });
  in.values.erase(
      std::unique(in.values.begin(), in.values.end(), bson::EqualTo{collator}),
      in.values.end());
}

}  // namespace meerkat::query
