// ReturnKey: hands on the key of the index that led to each document, instead
// of the document. MongoDB manual, "cursor.returnKey()".
#pragma once

#include <meerkat/builder.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "query/sort/sort_key_values.h"
#include "query/sort/sort_pattern.h"

namespace meerkat::query {

// {_id: 5} where the index on _id was used, {} where none was.
class ReturnKey : public Stage {
 public:
  // `context` outlives it. `index_key` is that of the index, empty for none and
  // for one whose scan gives rows their keys.
  // The projection counts only for its fields that are {$meta: "sortKey"}:
  // they show the sort key beside the index key. REQUIRES: the sort has keys
  // if there are any.
  ReturnKey(ExecutionContext* context, Document index_key,
            DocumentView projection, SortPattern sort,
            std::unique_ptr<Stage> input);

  // Rows are valid until the next call.
  Step Next(Row& row) override;
  bool is_exhausted() const override { return input_->is_exhausted(); }

 private:
  Status AppendSortKeys(DocumentView document);

  ExecutionContext* const context_;
  const Document index_key_;
  std::vector<std::string> sort_key_fields_;
  // Null when nobody asks for sort keys.
  std::unique_ptr<SortKeyValues> sort_key_values_;
  const std::unique_ptr<Stage> input_;
  Builder key_;
};

}  // namespace meerkat::query
