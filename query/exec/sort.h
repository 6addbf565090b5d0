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

// What of a row besides its document is wanted behind a sort: it takes memory.
struct SortKeeps {
  bool record_ids = false;
  bool index_keys = false;
};

class Sort : public Stage {
 public:
  // `context` outlives it, and has the collation. REQUIRES: the pattern is not
  // $natural, which is a way of scanning.
  Sort(ExecutionContext* context, const SortPattern& pattern,
       const SorterOptions& options, SortKeeps keeps,
       std::unique_ptr<Stage> input);

  Step Next(Row& row) override;

 private:
  // Takes all rows from below.
  Step Fill();
  Status Add(const Row& row);
  // The row that the sorter is at.
  void Read(Row& row) const;

  ExecutionContext* const context_;
  const SortKeyGenerator generator_;
  const SortKeeps keeps_;
  Sorter sorter_;
  // Of the row that is added.
  std::string key_;
  std::string bytes_;
  // Null once its rows have been taken.
  std::unique_ptr<Stage> input_;
};

}  // namespace meerkat::query
