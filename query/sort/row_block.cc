#include "query/sort/row_block.h"

#include <algorithm>
#include <cstring>

#include "query/sort/key_prefix.h"

namespace meerkat::query {

RowBlock::RowBlock(size_t capacity)
    : capacity_(capacity),
      bytes_(std::make_unique_for_overwrite<char[]>(capacity)) {}

void RowBlock::Append(std::string_view key, std::string_view row) {
  entries_.push_back({PrefixOf(key), static_cast<uint32_t>(used_),
                      static_cast<uint32_t>(key.size())});
  const auto row_size = static_cast<uint32_t>(row.size());
  char* const header = bytes_.get() + used_;
  char* const key_bytes = header + kHeaderSize;
  std::memcpy(header, &row_size, kHeaderSize);
  key.copy(key_bytes, key.size());
  row.copy(key_bytes + key.size(), row.size());
  used_ += SizeOf(key, row);
}

bool RowBlock::IsBefore(const Entry& a, const Entry& b) const {
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  const int order = CompareSamePrefix(KeyOf(a), KeyOf(b));
  return order != 0 ? order < 0 : a.offset < b.offset;
}

void RowBlock::Sort() {
  std::sort(entries_.begin(), entries_.end(),
            [this](const Entry& a, const Entry& b) { return IsBefore(a, b); });
}

StatusOr<bool> RowBlock::Next() {
  if (next_ == entries_.size()) return false;
  const Entry& entry = entries_[next_++];
  uint32_t row_size;
  std::memcpy(&row_size, bytes_.get() + entry.offset, kHeaderSize);
  key_ = KeyOf(entry);
  row_ = {key_.data() + key_.size(), row_size};
  // Rows lie in the order of their coming. While others of a merge have their
  // turn the next one is fetched.
  if (next_ < entries_.size()) {
    __builtin_prefetch(bytes_.get() + entries_[next_].offset);
  }
  return true;
}

}  // namespace meerkat::query
