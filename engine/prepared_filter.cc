#include "engine/prepared_filter.h"

#include <utility>

#include "query/match/parse.h"
#include "storage/status_macros.h"

namespace meerkat::engine {

namespace {

StatusOr<query::LetVariables> ParseVariables(Engine& engine, DocumentView let,
                                             const bson::Collator* collator) {
  if (let.empty()) return query::LetVariables();
  query::EvaluationContext context(engine.clock().Now(), engine.random());
  context.set_collator(collator);
  return query::ParseLet(let, context);
}

}  // namespace

StatusOr<std::shared_ptr<const bson::Collator>> ParseCollator(
    DocumentView collation) {
  if (collation.empty()) return nullptr;
  return bson::Collator::Make(collation);
}

StatusOr<PreparedFilter> PrepareFilter(Engine& engine, DocumentView filter,
                                       DocumentView let,
                                       DocumentView collation) {
  MEERKAT_ASSIGN_OR_RETURN(std::shared_ptr<const bson::Collator> collator,
                           ParseCollator(collation));
  MEERKAT_ASSIGN_OR_RETURN(query::LetVariables variables,
                           ParseVariables(engine, let, collator.get()));
  MEERKAT_ASSIGN_OR_RETURN(query::MatchNode root,
                           query::ParseFilter(filter, variables.names));
  query::Matcher matcher(std::move(root), collator);
  return PreparedFilter{std::move(matcher), std::move(variables),
                        std::move(collator)};
}

}  // namespace meerkat::engine
