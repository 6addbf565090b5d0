// Importer: carries documents from a source into a collection, in batches, and
// tells about each that did not go in.
#pragma once

#include <meerkat/collection.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <vector>

#include "tools/cli/document_source.h"
#include "tools/cli/progress.h"

namespace meerkat::tools {

// Used once, by one thread. `source` and `progress` must outlive it.
class Importer {
 public:
  Importer(Collection collection, DocumentSource& source, Progress& progress,
           bool stop_on_error);

  // Imports all there is. A document that cannot be imported is reported on
  // stderr with its place, and is an error only where that ends the import:
  // with stop_on_error, or when the next would fare no better (a full disk).
  Status Run();

  int64_t imported() const { return imported_; }
  int64_t skipped() const { return skipped_; }

 private:
  struct Rejection {
    uint64_t number;
    // With its place.
    Status reason;
  };

  void Add(SourceItem item);
  bool IsBatchFull() const;
  // Inserts the batch, then reports what was rejected since the last one.
  Status Flush();
  Status InsertBatch();
  Status ReportRejections();
  // `error` with the place of its document in the source.
  Status AtPlace(uint64_t number, const Status& error) const;

  Collection collection_;
  DocumentSource& source_;
  Progress& progress_;
  const bool stop_on_error_;

  std::vector<Document> batch_;
  // Where the documents of the batch stood in the source.
  std::vector<uint64_t> numbers_;
  size_t batch_bytes_ = 0;
  std::vector<Rejection> rejections_;

  int64_t imported_ = 0;
  int64_t skipped_ = 0;
};

}  // namespace meerkat::tools
