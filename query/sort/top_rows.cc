#include "query/sort/top_rows.h"

#include <algorithm>

#include "query/sort/key_prefix.h"

namespace meerkat::query {

bool TopRows::IsBefore(const Entry& a, const Entry& b) const {
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  const Slot& slot_a = slots_[a.slot];
  const Slot& slot_b = slots_[b.slot];
  const int order = CompareSamePrefix(slot_a.key(), slot_b.key());
  return order != 0 ? order < 0 : slot_a.sequence < slot_b.sequence;
}

TopRows::Entry TopRows::Fill(size_t slot, std::string_view key,
                             std::string_view row) {
  Slot& filled = slots_[slot];
  bytes_ -= filled.bytes.capacity();
  filled.bytes.reserve(key.size() + row.size());
  filled.bytes.assign(key).append(row);
  bytes_ += filled.bytes.capacity();
  filled.key_size = key.size();
  filled.sequence = sequence_++;
  return {PrefixOf(key), slot};
}

void TopRows::Add(std::string_view key, std::string_view row) {
  const auto before = [this](const Entry& a, const Entry& b) {
    return IsBefore(a, b);
  };
  if (size() < limit_) {
    slots_.emplace_back();
    bytes_ += slots_.back().bytes.capacity();
    heap_.push_back(Fill(slots_.size() - 1, key, row));
  } else {
    const uint64_t prefix = PrefixOf(key);
    const uint64_t last = heap_.front().prefix;
    if (prefix > last) return;
    if (prefix == last && CompareSamePrefix(key, last_key()) >= 0) return;
    std::pop_heap(heap_.begin(), heap_.end(), before);
    heap_.back() = Fill(heap_.back().slot, key, row);
  }
  std::push_heap(heap_.begin(), heap_.end(), before);
}

void TopRows::Sort() {
  std::make_heap(
      heap_.begin(), heap_.end(),
      [this](const Entry& a, const Entry& b) { return IsBefore(b, a); });
}

StatusOr<bool> TopRows::Next() {
  if (heap_.empty()) return false;
  std::pop_heap(
      heap_.begin(), heap_.end(),
      [this](const Entry& a, const Entry& b) { return IsBefore(b, a); });
  const Slot& slot = slots_[heap_.back().slot];
  heap_.pop_back();
  key_ = slot.key();
  row_ = slot.row();
  return true;
}

}  // namespace meerkat::query
