// Scans: the stages at the bottom, where rows come from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "query/exec/context.h"
#include "query/exec/stage.h"
#include "storage/id_cursor.h"
#include "storage/record_cursor.h"

namespace meerkat::query {

// All documents of a collection in the order of their insertion, or backwards.
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

// Documents of a collection in the order of their _ids, or backwards.
class IdScan : public Stage {
 public:
  // As CollectionScan.
  IdScan(ExecutionContext* context, storage::IdCursor records)
      : context_(context), records_(std::move(records)) {}

  Step Next(Row& row) override;

 private:
  ExecutionContext* const context_;
  storage::IdCursor records_;
};

// Documents that are there already: one found by its _id, a listing.
class DocumentScan : public Stage {
 public:
  // `record_id` is that of the only document.
  explicit DocumentScan(std::vector<Document> documents, int64_t record_id = 0)
      : documents_(std::move(documents)), record_id_(record_id) {}

  Step Next(Row& row) override;
  bool is_exhausted() const override { return next_ == documents_.size(); }

 private:
  const std::vector<Document> documents_;
  const int64_t record_id_;
  size_t next_ = 0;
};

}  // namespace meerkat::query
