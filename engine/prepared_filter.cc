#include "engine/prepared_filter.h"

#include <memory>
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

StatusOr<std::shared_ptr<const PreparedFilter>> PrepareFilter(
    Engine& engine, DocumentView filter, DocumentView let,
    DocumentView collation) {
  MEERKAT_ASSIGN_OR_RETURN(std::shared_ptr<const bson::Collator> collator,
                           ParseCollator(collation));
  MEERKAT_ASSIGN_OR_RETURN(query::LetVariables variables,
                           ParseVariables(engine, let, collator.get()));
  MEERKAT_ASSIGN_OR_RETURN(query::MatchNode root,
                           query::ParseFilter(filter, variables.names));
  query::Matcher matcher(std::move(root), collator);
  return std::make_shared<const PreparedFilter>(PreparedFilter{
      std::move(matcher), std::move(variables), std::move(collator)});
}

FilterRun::FilterRun(Engine& engine, const PreparedFilter& filter)
    : matcher_(filter.matcher) {
  context_.random = engine.random();
  if (!matcher_.has_expressions()) return;
  evaluation_.emplace(engine.clock().Now(), engine.random());
  evaluation_->set_collator(filter.collator.get());
  for (size_t slot = 0; slot < filter.let.values.size(); ++slot) {
    evaluation_->SetVariable(slot, filter.let.values[slot]);
  }
  context_.evaluation = &*evaluation_;
}

StatusOr<bool> FilterRun::Matches(DocumentView document) {
  const bool matches = matcher_.Matches(document, context_);
  MEERKAT_RETURN_IF_ERROR(context_.error);
  return matches;
}

}  // namespace meerkat::engine
