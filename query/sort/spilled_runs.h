// SpilledRuns: sorted runs of rows in a temporary file, and their merge.
//
// A run is its rows one after another:
//
//   size of the key (4 bytes), size of the row (4), key, row
#pragma once

#include <meerkat/status.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/sort/row_source.h"
#include "query/sort/temp_file.h"

namespace meerkat::query {

// Not thread-safe.
class SpilledRuns {
 public:
  struct Options {
    // Outlives this.
    TempFiles* temp_files = nullptr;
    // No run need have more rows; 0: no limit.
    uint64_t limit = 0;
    // What buffers may take while runs are merged.
    size_t memory_limit = 0;
    // Asked every few milliseconds of work; an error ends it. Null: never.
    std::function<Status()> check_interrupt = nullptr;
  };

  explicit SpilledRuns(Options options) : options_(std::move(options)) {}

  bool empty() const { return runs_.empty(); }
  // Bytes written so far, those of rows that were written again included.
  uint64_t bytes_written() const { return bytes_written_; }

  // Writes a run, the last one in the order of equal keys.
  Status Add(RowSource& rows);

  // All runs as one; they live as long as this. Merges neighbouring runs to
  // longer ones first, while there are more than memory has buffers for. To
  // be called once, at the end.
  StatusOr<std::unique_ptr<RowSource>> Merge();

 private:
  // Where in the file a run is, and its longest record.
  struct Run {
    uint64_t begin = 0;
    uint64_t end = 0;
    size_t longest = 0;
  };

  // Appends the buffer to the file and empties it.
  Status Write(std::string& buffer);
  // How many runs memory has buffers for, two at least.
  size_t FanIn() const;
  std::unique_ptr<RowSource> Reader(size_t first, size_t last) const;
  // Merges each so many neighbouring runs to one, in a new file.
  Status MergePass(size_t fan_in);

  const Options options_;
  std::unique_ptr<TempFile> file_;
  uint64_t file_size_ = 0;
  std::vector<Run> runs_;
  uint64_t bytes_written_ = 0;
};

}  // namespace meerkat::query
