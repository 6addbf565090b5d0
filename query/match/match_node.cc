#include "query/match/match_node.h"

#include <utility>

namespace meerkat::query {

MatchNode::MatchNode(Kind node_kind) : kind(std::move(node_kind)) {}
MatchNode::MatchNode(const MatchNode&) = default;
MatchNode::MatchNode(MatchNode&&) noexcept = default;
MatchNode& MatchNode::operator=(const MatchNode&) = default;
MatchNode& MatchNode::operator=(MatchNode&&) noexcept = default;
MatchNode::~MatchNode() = default;

}  // namespace meerkat::query
