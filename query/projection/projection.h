// Projection: what a document looks like to who asked for parts of it.
//
//   MEERKAT_ASSIGN_OR_RETURN(const Projection projection,
//                            Projection::Parse(spec, ProjectionUse::kFind));
//   ProjectionContext context(now, &random);
//   MEERKAT_ASSIGN_OR_RETURN(const DocumentView projected,
//                            projection.Apply(document, context));
//
//   document {_id: 1, a: [{b: 2, c: 3}, 4], d: 5}
//
//   {d: 1}            {_id: 1, d: 5}
//   {"a.b": 1}        {_id: 1, a: [{b: 2}]}                  4 has no b
//   {"a.b": 0}        {_id: 1, a: [{c: 3}, 4], d: 5}
//   {_id: 0, x: "$d"} {x: 5}
//   {"a.b": "$d"}     {_id: 1, a: [{b: 5}]}
//   {a: {$slice: 1}}  {_id: 1, a: [{b: 2, c: 3}], d: 5}
//
// What is included keeps the document's order; what is computed follows in
// that of the specification. Where others are kept, a computed field takes the
// place of the one it replaces. MongoDB manual, "Project Fields to Return from
// Query", "$project", "$addFields".
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "query/expression/expression.h"
#include "query/match/matcher.h"
#include "query/projection/metadata.h"
#include "query/projection/parse.h"
#include "query/projection/projection_node.h"
#include "storage/bson/collator.h"

namespace meerkat::query {

using projection::Metadata;
using projection::ProjectionUse;

// What projecting needs beside the document, and the room for its results. One
// thread at a time; used again for document after document.
struct ProjectionContext {
  ProjectionContext(Date now, RandomSource* random)
      : ProjectionContext(EvaluationContext(now, random)) {}
  explicit ProjectionContext(EvaluationContext with)
      : evaluation(std::move(with)) {
    match.random = evaluation.random();
  }

  EvaluationContext evaluation;
  // For $elemMatch.
  MatchContext match;
  // To be set before each document: the item of an array that the query's
  // filter matched, for a projection that needs_match().
  std::optional<uint32_t> matched_position;
  // What it needs() of metadata. The sort key is an array, an item for each
  // key; the index key is missing where no index was used.
  Value sort_key;
  Value index_key;
  int64_t record_id = 0;

  // Results view these.
  Builder projected;
  Builder positioned;
};

// Immutable, so threads may share it. Copies share the tree.
class Projection {
 public:
  // Keeps everything.
  Projection() = default;
  // The specification may go. $elemMatch compares texts by the collator, by
  // their bytes when it is null. Errors: projection/parse.h.
  static StatusOr<Projection> Parse(
      DocumentView specification, ProjectionUse use,
      const VariableNames& variables = VariableNames(),
      const std::shared_ptr<const bson::Collator>& collator = {});

  // Every document stays as it is.
  bool keeps_all() const {
    return tree_ == nullptr ||
           (tree_->keeps_others && tree_->root.fields.empty());
  }
  // It has a positional operator.
  bool needs_match() const {
    return tree_ != nullptr && tree_->positional.has_value();
  }
  // It asks for this with {$meta: ...}.
  bool needs(projection::Metadata metadata) const {
    return tree_ != nullptr && tree_->metadata.contains(metadata);
  }

  // The projected document, valid until the context is used again and as long
  // as `document`. Errors:
  //   51246  the filter matched no item of an array
  //   51247  the array has no such item
  //   51156  a regular expression in $elemMatch takes too many steps
  //   15     more than kMaxNestingDepth levels in one another
  // and those of expressions.
  StatusOr<DocumentView> Apply(DocumentView document,
                               ProjectionContext& context) const;

 private:
  explicit Projection(projection::ProjectionTree tree)
      : tree_(std::make_shared<const projection::ProjectionTree>(
            std::move(tree))) {}

  // Null when it keeps everything and was not parsed.
  std::shared_ptr<const projection::ProjectionTree> tree_;
};

}  // namespace meerkat::query
