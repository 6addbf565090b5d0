// RowBlock: some rows in memory, as large as sorts quickly in the cache.
//
//   RowBlock block(1 << 20);
//   while (block.HasRoom(key, row)) block.Append(key, row) ...
//   block.Sort();
//   while (*block.Next()) use(block.row());
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "query/sort/row_source.h"

namespace meerkat::query {

// Rows with equal keys come in the order in which they were appended.
class RowBlock final : public RowSource {
 public:
  // Room for `capacity` bytes, less than 4 GB.
  explicit RowBlock(size_t capacity);

  // The bytes that a row takes in a block.
  static size_t SizeOf(std::string_view key, std::string_view row) {
    return kHeaderSize + key.size() + row.size();
  }
  bool HasRoom(std::string_view key, std::string_view row) const {
    return SizeOf(key, row) <= capacity_ - used_;
  }
  // Copies a row. REQUIRES: HasRoom, and Sort() was not called.
  void Append(std::string_view key, std::string_view row);
  // Ends appending; Next() begins with the first row.
  void Sort();

  StatusOr<bool> Next() override;

  // Bytes held.
  size_t memory() const {
    return capacity_ + entries_.capacity() * sizeof(Entry);
  }

 private:
  // What is sorted. The bytes at `offset` are the row's size, key and row.
  struct Entry {
    uint64_t prefix;
    uint32_t offset;
    uint32_t key_size;
  };
  static constexpr size_t kHeaderSize = sizeof(uint32_t);

  std::string_view KeyOf(const Entry& entry) const {
    return {bytes_.get() + entry.offset + kHeaderSize, entry.key_size};
  }
  bool IsBefore(const Entry& a, const Entry& b) const;

  const size_t capacity_;
  const std::unique_ptr<char[]> bytes_;
  size_t used_ = 0;
  std::vector<Entry> entries_;
  size_t next_ = 0;
};

}  // namespace meerkat::query
