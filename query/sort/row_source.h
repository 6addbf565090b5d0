// RowSource: rows in the order of their keys, one at a time.
//
// What the pieces of a sort have in common: rows in memory, a run on disk, and
// the merge of several of these.
#pragma once

#include <meerkat/status.h>

#include <string_view>

namespace meerkat::query {

// Used by one thread at a time. Begins before the first row.
class RowSource {
 public:
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;

  // Moves to the next row; false at the end. Not to be called again after
  // that, or after an error.
  virtual StatusOr<bool> Next() = 0;

  // The current row. REQUIRES: Next() returned true. Valid until the next call
  // of Next().
  std::string_view key() const { return key_; }
  std::string_view row() const { return row_; }

 protected:
  std::string_view key_;
  std::string_view row_;
};

}  // namespace meerkat::query
