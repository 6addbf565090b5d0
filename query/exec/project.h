// Project: hands on each document as a projection shows it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/environment.h>
#include <meerkat/status.h>

#include <memory>
#include <optional>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "query/match/matcher.h"
#include "query/projection/projection.h"
#include "query/sort/sort_pattern.h"

namespace meerkat::query {

class Project : public Stage {
 public:
  // `context` outlives it. The filter and the sort are those of the query, and
  // `index_key` the key {_id: 1} of the index that it uses, empty for none: a
  // projection may ask what they found. A document is matched again for that,
  // since a sort keeps documents only.
  //
  // REQUIRES: there is a filter if the projection needs_match(), and the sort
  // has keys if it needs the sort key.
  Project(ExecutionContext* context, Projection projection,
          std::optional<Matcher> filter, SortPattern sort, Document index_key,
          std::unique_ptr<Stage> input);

  // Rows are valid until the next call. Errors: those of Projection::Apply,
  // 10334 BSONObjectTooLarge for what no reply could hold.
  Step Next(Row& row) override;
  bool is_exhausted() const override { return input_->is_exhausted(); }

 private:
  Status Prepare(const Row& row);
  Status FindMatch(DocumentView document);
  Status MakeSortKey(DocumentView document);
  void MakeIndexKey(DocumentView document);

  ExecutionContext* const context_;
  const Projection projection_;
  const std::optional<Matcher> filter_;
  const SortPattern sort_;
  const Document index_key_;
  const std::unique_ptr<Stage> input_;
  ProjectionContext projecting_;
  // A filter that takes samples is to take these documents again.
  const std::unique_ptr<RandomSource> takes_all_;
  MatchContext match_;
};

}  // namespace meerkat::query
