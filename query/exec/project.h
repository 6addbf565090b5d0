// Project: hands on each document as a projection shows it.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <optional>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "query/match/item_finder.h"
#include "query/match/matcher.h"
#include "query/projection/projection.h"
#include "query/sort/sort_key_values.h"
#include "query/sort/sort_pattern.h"

namespace meerkat::query {

class Project : public Stage {
 public:
  // `context` outlives it. `item_finder` and the sort are those of the query,
  // and `index_key` the key {_id: 1} of the index that it uses, empty for none
  // and for one whose scan gives rows their keys: a projection may ask what
  // they found.
  //
  // REQUIRES: there is an item finder if the projection needs_match(), and the
  // sort has keys if it needs the sort key.
  Project(ExecutionContext* context, Projection projection,
          std::optional<ItemFinder> item_finder, SortPattern sort,
          Document index_key, std::unique_ptr<Stage> input);

  // Rows are valid until the next call. Errors: those of Projection::Apply,
  // 10334 BSONObjectTooLarge for what no reply could hold.
  Step Next(Row& row) override;
  bool is_exhausted() const override { return input_->is_exhausted(); }

 private:
  Status Prepare(const Row& row);
  Status FindItem(DocumentView document);
  void MakeIndexKey(const Row& row);

  ExecutionContext* const context_;
  const Projection projection_;
  const std::optional<ItemFinder> item_finder_;
  // Null when nobody asks for sort keys.
  std::unique_ptr<SortKeyValues> sort_key_values_;
  const Document index_key_;
  const std::unique_ptr<Stage> input_;
  ProjectionContext projecting_;
  MatchContext match_;
};

}  // namespace meerkat::query
