// IndexScan: the documents that the entries of an index lead to, in the order
// of the index.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "index/index_cursor.h"
#include "query/exec/context.h"
#include "query/exec/sequence_set.h"
#include "query/exec/stage.h"
#include "storage/kv/store.h"
#include "storage/record_store.h"

namespace meerkat::query {

// Reads an index and gets documents by its entries. Keeps what it reads should
// the collection or the index be dropped. One thread at a time.
class EntryReader {
 public:
  // `store` and the snapshot outlive it.
  EntryReader(const storage::kv::Store& store,
              const storage::kv::Snapshot& snapshot,
              std::shared_ptr<const storage::RecordStore> records,
              std::shared_ptr<const index::Index> index)
      : store_(&store),
        snapshot_(&snapshot),
        records_(std::move(records)),
        index_(std::move(index)) {}

  const index::Index& index() const { return *index_; }
  index::IndexCursor Entries(const index::KeyRange& range,
                             storage::ScanDirection direction =
                                 storage::ScanDirection::kForward) const {
    return {*store_, *index_, *snapshot_, range, direction};
  }
  // Error 301 DataCorruptionDetected when there is none: at a snapshot, entries
  // and documents agree.
  StatusOr<Document> Fetch(const storage::Locator& locator) const;

 private:
  const storage::kv::Store* store_;
  const storage::kv::Snapshot* snapshot_;
  std::shared_ptr<const storage::RecordStore> records_;
  std::shared_ptr<const index::Index> index_;
};

struct IndexScanOptions {
  // One after another; they do not overlap. A backward scan takes them as they
  // are, each from its end.
  std::vector<index::KeyRange> ranges;
  storage::ScanDirection direction = storage::ScanDirection::kForward;
  // Whether rows have their index_key.
  bool shows_keys = false;
};

// A document of several entries comes once: for the first.
class IndexScan : public Stage {
 public:
  // `context` outlives it. Whether the index is multikey is looked at here:
  // after the snapshot was taken, before entries are read.
  IndexScan(ExecutionContext* context, EntryReader reader,
            IndexScanOptions options);

  // Rows are valid until the next call.
  Step Next(Row& row) override;

 private:
  // To the next entry of a document that was not met; false at the end and on
  // an error, which the context then has.
  bool NextEntry();
  Status Take(Row& row);

  ExecutionContext* const context_;
  const EntryReader reader_;
  const IndexScanOptions options_;
  const bool is_multikey_;
  SequenceSet met_;
  size_t next_range_ = 0;
  std::optional<index::IndexCursor> entries_;
  Document document_;
  Document key_;
  bool failed_ = false;
};

}  // namespace meerkat::query
