// Scans: the stages at the bottom, where rows come from.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "storage/record_cursor.h"

namespace meerkat::query {

// All documents of a collection in the order of their insertion.
class CollectionScan : public Stage {
 public:
  // `context` outlives it, and so does the snapshot that `records` reads.
  CollectionScan(ExecutionContext* context, storage::RecordCursor records)
      : context_(context), records_(std::move(records)) {}

  Step Next(Row& row) override;

 private:
  ExecutionContext* const context_;
  storage::RecordCursor records_;
};

// Documents that are there already: one found by its _id, a listing.
class DocumentScan : public Stage {
 public:
  explicit DocumentScan(std::vector<Document> documents)
      : documents_(std::move(documents)) {}

  Step Next(Row& row) override;
  bool is_exhausted() const override { return next_ == documents_.size(); }

 private:
  const std::vector<Document> documents_;
  size_t next_ = 0;
};

}  // namespace meerkat::query
