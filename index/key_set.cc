#include "index/key_set.h"

#include <fmt/format.h>

#include <algorithm>

namespace meerkat::index {
namespace {

// What a set keeps for the next document.
constexpr size_t kMaxBytesKept = size_t{1} << 20;
constexpr size_t kMaxEntriesKept = size_t{1} << 16;

constexpr size_t kLastBit = 63;

}  // namespace

void KeySet::Clear(size_t parts) {
  if (bytes_.capacity() > kMaxBytesKept) std::string().swap(bytes_);
  if (entries_.capacity() > kMaxEntriesKept) {
    std::vector<Entry>().swap(entries_);
  }
  bytes_.clear();
  key_start_ = 0;
  bits_.Clear();
  entries_.clear();
  arrays_.assign(parts, 0);
  is_multikey_ = false;
}

Status KeySet::EndKey() {
  const size_t key_size = bytes_.size() - key_start_;
  const std::string_view bits = bits_.bytes();
  bytes_.append(bits);
  if (bytes_.size() > kMaxBytes || entries_.size() == kMaxKeys) {
    return TooLarge();
  }
  entries_.push_back({static_cast<uint32_t>(key_start_),
                      static_cast<uint32_t>(key_size),
                      static_cast<uint32_t>(bits.size())});
  key_start_ = bytes_.size();
  bits_.Clear();
  return absl::OkStatus();
}

void KeySet::DropKey() {
  bytes_.resize(key_start_);
  bits_.Clear();
}

Status KeySet::TooLarge() {
  return MakeError(ErrorCode::kCannotBuildIndexKeys,
                   fmt::format("the index keys of the document are more than "
                               "{}, or more than {} bytes",
                               kMaxKeys, kMaxBytes));
}

void KeySet::AddArray(size_t part, size_t component) {
  arrays_[part] |= uint64_t{1} << std::min(component, kLastBit);
  is_multikey_ = true;
}

void KeySet::SortDistinct() {
  std::ranges::sort(entries_, [this](const Entry& a, const Entry& b) {
    const int order = KeyOf(a).compare(KeyOf(b));
    return order != 0 ? order < 0 : a.offset < b.offset;
  });
  const auto end = std::unique(
      entries_.begin(), entries_.end(),
      [this](const Entry& a, const Entry& b) { return KeyOf(a) == KeyOf(b); });
  entries_.erase(end, entries_.end());
}

void FindChanges(const KeySet& before, const KeySet& after,
                 KeyChanges& changes) {
  changes.removed.clear();
  changes.added.clear();
  changes.retyped.clear();
  size_t i = 0;
  size_t j = 0;
  while (i < before.size() && j < after.size()) {
    const IndexKey old_key = before[i];
    const IndexKey new_key = after[j];
    const int order = old_key.key.compare(new_key.key);
    if (order == 0 && old_key.type_bits != new_key.type_bits) {
      changes.retyped.push_back(new_key);
    }
    if (order < 0) changes.removed.push_back(old_key);
    if (order > 0) changes.added.push_back(new_key);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  for (; i < before.size(); ++i) changes.removed.push_back(before[i]);
  for (; j < after.size(); ++j) changes.added.push_back(after[j]);
}

}  // namespace meerkat::index
