// Sort: hands on all rows in the order of a pattern.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "query/sort/sort_key.h"
#include "query/sort/sort_pattern.h"
#include "query/sort/sorter.h"

namespace meerkat::query {

class Sort : public Stage {
 public:
  // `context` outlives it. {$natural: -1} is the order in which the rows come,
  // backwards.
  Sort(ExecutionContext* context, const SortPattern& pattern,
       const SorterOptions& options, std::unique_ptr<Stage> input);

  Step Next(Row& row) override;

 private:
  // Takes all rows from below.
  Step Fill();
  Status MakeKey(DocumentView document, std::string& key);

  ExecutionContext* const context_;
  const SortKeyGenerator generator_;
  uint64_t rows_taken_ = 0;
  Sorter sorter_;
  // Null once its rows have been taken.
  std::unique_ptr<Stage> input_;
};

}  // namespace meerkat::query
