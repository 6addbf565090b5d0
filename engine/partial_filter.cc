#include "engine/partial_filter.h"

#include <fmt/format.h>

#include <memory>
#include <variant>

#include "engine/prepared_filter.h"
#include "query/match/match_node.h"
#include "query/match/print.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

using query::MatchNode;

// Whether this node, without what is inside it, may stand in such a filter.
struct IsAllowed {
  bool operator()(const query::And&) const { return true; }
  bool operator()(const query::Or&) const { return true; }
  bool operator()(const query::AtPath& at) const {
    const auto* in = std::get_if<query::In>(&at.predicate);
    return std::holds_alternative<query::Compare>(at.predicate) ||
           std::holds_alternative<query::Exists>(at.predicate) ||
           std::holds_alternative<query::HasType>(at.predicate) ||
           (in != nullptr && in->patterns.empty());
  }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

StatusOr<std::shared_ptr<const PreparedFilter>> Prepare(
    Engine& engine, const index::IndexSpec& spec) {
  return PrepareFilter(engine, *spec.partial_filter, {}, spec.collation);
}

}  // namespace

Status CheckPartialFilter(Engine& engine, const index::IndexSpec& spec) {
  if (!spec.partial_filter.has_value()) return absl::OkStatus();
  MEERKAT_ASSIGN_OR_RETURN(const auto filter, Prepare(engine, spec));
  const MatchNode* refused = nullptr;
  query::AnyNode(filter->matcher.root(), [&](const MatchNode& node) {
    if (!std::visit(IsAllowed(), node.kind)) refused = &node;
    return refused != nullptr;
  });
  if (refused == nullptr) return absl::OkStatus();
  return MakeError(ErrorCode::kCannotCreateIndex,
                   fmt::format("Expression not supported in partial index: {}",
                               ToString(query::PrintFilter(*refused))));
}

StatusOr<index::DocumentPredicate> MakePartialPredicate(
    Engine& engine, const index::IndexSpec& spec) {
  MEERKAT_ASSIGN_OR_RETURN(auto filter, Prepare(engine, spec));
  return [&engine,
          filter = std::move(filter)](DocumentView document) -> StatusOr<bool> {
    return FilterRun(engine, *filter).Matches(document);
  };
}

}  // namespace meerkat::engine
