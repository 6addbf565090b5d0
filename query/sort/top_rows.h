// TopRows: the first rows of a sort with a limit.
//
// A heap of so many rows with the last of them on top: a row that does not
// come before the top is refused after one comparison, nothing of it copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "query/sort/row_source.h"

namespace meerkat::query {

// Of rows with equal keys the earlier ones stay, and come first.
class TopRows final : public RowSource {
 public:
  // REQUIRES: limit > 0.
  explicit TopRows(uint64_t limit) : limit_(limit) {}

  // Takes a copy of the row if it is among the first so far.
  void Add(std::string_view key, std::string_view row);
  uint64_t size() const { return heap_.size(); }
  // The last of the rows' keys. REQUIRES: there are rows, and Sort() was not
  // called.
  std::string_view last_key() const { return slots_[heap_.front().slot].key(); }
  // Ends adding; Next() begins with the first row. Rows are brought into order
  // as they are read.
  void Sort();

  StatusOr<bool> Next() override;

  // Bytes held.
  size_t memory() const {
    return bytes_ + slots_.capacity() * sizeof(Slot) +
           heap_.capacity() * sizeof(Entry);
  }

 private:
  // A row's bytes, in memory that the next row in its place takes over.
  struct Slot {
    std::string bytes;  // key, row
    size_t key_size = 0;
    uint64_t sequence = 0;

    std::string_view key() const { return {bytes.data(), key_size}; }
    std::string_view row() const {
      return std::string_view(bytes).substr(key_size);
    }
  };
  struct Entry {
    uint64_t prefix;
    size_t slot;
  };

  bool IsBefore(const Entry& a, const Entry& b) const;
  Entry Fill(size_t slot, std::string_view key, std::string_view row);

  const uint64_t limit_;
  std::vector<Slot> slots_;
  // The last row on top; after Sort(), the first.
  std::vector<Entry> heap_;
  size_t bytes_ = 0;
  uint64_t sequence_ = 0;
};

}  // namespace meerkat::query
