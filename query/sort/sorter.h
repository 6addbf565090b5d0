// Sorter: puts rows into the order of their keys.
//
//   Sorter sorter({.limit = 20, .temp_files = &temp_files});
//   for (...) {
//     MEERKAT_RETURN_IF_ERROR(generator.Generate(document, key));
//     MEERKAT_RETURN_IF_ERROR(sorter.Add(key, document.bytes()));
//   }
//   MEERKAT_RETURN_IF_ERROR(sorter.Finish());
//   while (sorter.Next()) use(sorter.row());
//   MEERKAT_RETURN_IF_ERROR(sorter.status());
//
// A row is any bytes. Rows with equal keys come out in the order in which they
// went in.
//
// With a limit only that many rows are kept at a time (top_rows.h). Without
// one, rows are sorted in blocks as they come (row_block.h), and the blocks
// merged as they are read (row_merger.h): no single step is long. When memory
// is used up, what is in it is written to a temporary file as a sorted run
// (spilled_runs.h), and the runs are merged in the end.
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/sort/row_block.h"
#include "query/sort/row_source.h"
#include "query/sort/spilled_runs.h"
#include "query/sort/temp_file.h"
#include "query/sort/top_rows.h"

namespace meerkat::query {

// MongoDB's limit for the memory of a sort.
inline constexpr size_t kSortMemoryLimit = 100 << 20;

struct SorterOptions {
  // Only so many first rows are wanted; 0: all.
  uint64_t limit = 0;
  // Bytes of memory for rows and keys.
  size_t memory_limit = kSortMemoryLimit;
  // Where to put what memory does not hold; outlives the sorter. Null: a sort
  // may not use the disk, for this reason.
  TempFiles* temp_files = nullptr;
  std::string_view why_no_disk = "did not opt in to external sorting";
  // Asked every few milliseconds while rows move to or from the disk; an error
  // ends the sort. Null: never.
  std::function<Status()> check_interrupt = nullptr;
};

// Used by one thread at a time.
class Sorter {
 public:
  explicit Sorter(SorterOptions options);

  // Adds a row, copied if it is kept. Errors, after which the sorter is only
  // to be destroyed: 292 QueryExceededMemoryLimitNoDiskUseAllowed, 14031
  // OutOfDiskSpace and others of the disk, those of check_interrupt.
  Status Add(std::string_view key, std::string_view row);

  // Ends adding; Next() begins with the first row. Errors as Add().
  Status Finish();

  // Moves to the next row; false at the end and on an error. REQUIRES:
  // Finish() returned ok.
  bool Next();
  // The current row. REQUIRES: Next() returned true. Valid until the next call
  // of Next().
  std::string_view key() const { return output_->key(); }
  std::string_view row() const { return output_->row(); }
  // Ok unless Next() ended by an error.
  const Status& status() const { return status_; }

  // Bytes of the rows and keys in memory. REQUIRES: before Finish().
  size_t memory() const;
  // How many times memory was used up.
  uint64_t spills() const { return spills_; }
  // Bytes written to temporary files.
  uint64_t spilled_bytes() const { return runs_.bytes_written(); }

 private:
  void AddToBlock(std::string_view key, std::string_view row);
  Status Spill();
  // Lowers the cutoff when the rows in memory, about to be written, allow it.
  void UpdateCutoff();
  // What is in memory, in order; the sorter keeps nothing of it.
  std::unique_ptr<RowSource> TakeRows();

  const SorterOptions options_;
  // Of these the first serves with a limit, the second without.
  std::unique_ptr<TopRows> top_;
  std::vector<std::unique_ptr<RowBlock>> blocks_;
  // Of all blocks but the last.
  size_t full_blocks_memory_ = 0;

  SpilledRuns runs_;
  uint64_t spills_ = 0;
  // As many rows as are wanted have been written with keys up to this one:
  // what does not come before it is not wanted.
  std::optional<std::string> cutoff_;
  // The rows written since the cutoff was found, and the last of their keys.
  uint64_t rows_since_cutoff_ = 0;
  std::string last_key_since_cutoff_;

  std::unique_ptr<RowSource> output_;
  uint64_t rows_read_ = 0;
  Status status_;
};

}  // namespace meerkat::query
