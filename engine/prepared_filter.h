// PreparedFilter: a filter ready to match many documents. Immutable, so that
// all who need it share one.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <optional>

#include "engine/engine.h"
#include "query/expression/let.h"
#include "query/match/matcher.h"
#include "storage/bson/collator.h"

namespace meerkat::engine {

struct PreparedFilter {
  query::Matcher matcher;
  // The variables that its expressions, and those of a projection, may use.
  query::LetVariables let;
  // What the matcher compares texts with, and all else that compares them; null
  // for their bytes.
  std::shared_ptr<const bson::Collator> collator;
};

// Reads a collation; an empty one is none. Errors: those of Collator::Make.
StatusOr<std::shared_ptr<const bson::Collator>> ParseCollator(
    DocumentView collation);

// Reads a filter and the command's `let` and `collation`, which may be empty.
// Errors: those of ParseCollator, ParseLet and ParseFilter.
StatusOr<std::shared_ptr<const PreparedFilter>> PrepareFilter(
    Engine& engine, DocumentView filter, DocumentView let,
    DocumentView collation);

// Asks documents whether they match a filter, outside of a query. One thread at
// a time.
class FilterRun {
 public:
  // Both outlive it.
  FilterRun(Engine& engine, const PreparedFilter& filter);

  // Errors: those of the filter's expressions.
  StatusOr<bool> Matches(DocumentView document);

 private:
  const query::Matcher& matcher_;
  std::optional<query::EvaluationContext> evaluation_;
  query::MatchContext context_;
};

}  // namespace meerkat::engine
