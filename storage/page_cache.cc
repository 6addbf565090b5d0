#include "storage/page_cache.h"

#include <algorithm>
#include <utility>

#include "storage/kv/store.h"

namespace meerkat::storage {

namespace {

// The store is told in steps of this size.
constexpr size_t kStep = size_t{1} << 20;
// What a record takes in pages beside its document, about.
constexpr int64_t kOverheadOfRecord = 40;
// One write in so many documents since the last scan is few.
constexpr int64_t kFewWrites = 64;

}  // namespace

// --- PageCache ---------------------------------------------------------------

void PageCache::Settle() {
  const size_t wanted = (used_.load() + kStep - 1) / kStep * kStep;
  if (wanted == reserved_) return;
  reserved_ = wanted;
  store_->ReserveMemory(wanted);
}

bool PageCache::Take(CollectionPages* asking, size_t bytes) {
  MutexLock lock(&mutex_);
  if (!asking->is_known_) {
    asking->is_known_ = true;
    collections_.push_back(asking);
  }
  while (used_.load() + bytes > capacity_) {
    CollectionPages* oldest = nullptr;
    for (CollectionPages* other : collections_) {
      if (other->empty() || other->last_scan_ >= asking->last_scan_) continue;
      if (oldest == nullptr || other->last_scan_ < oldest->last_scan_) {
        oldest = other;
      }
    }
    if (oldest == nullptr) return false;
    oldest->Clear();
  }
  used_ += bytes;
  Settle();
  return true;
}

void PageCache::Give(size_t bytes) {
  MutexLock lock(&mutex_);
  used_ -= bytes;
  Settle();
}

void PageCache::Forget(CollectionPages* pages) {
  MutexLock lock(&mutex_);
  if (!pages->is_known_) return;
  std::erase(collections_, pages);
  pages->Clear();
}

void PageCache::Clear() {
  MutexLock lock(&mutex_);
  for (CollectionPages* pages : collections_) pages->Clear();
  Settle();
}

// --- CollectionPages ---------------------------------------------------------

CollectionPages::~CollectionPages() { cache_->Forget(this); }

// Called with the cache's mutex held.
void CollectionPages::Clear() {
  MutexLock lock(&mutex_);
  for (const auto& [start, page] : pages_) {
    cache_->used_ -= page->MemoryUsage();
  }
  pages_.clear();
  has_pages_ = false;
}

CollectionPages::Stretch CollectionPages::Look(std::string_view at,
                                               uint64_t sequence) const {
  MutexLock lock(&mutex_);
  auto next = pages_.lower_bound(at);
  // Newer ones are not there for this reader.
  while (next != pages_.end() && next->second->known_from > sequence) ++next;
  if (next == pages_.end()) return {};
  if (next->first == at) return {.page = next->second, .next_start = {}};
  return {.page = nullptr, .next_start = next->first};
}

void CollectionPages::NoteScan() {
  scanned_ = begun_.load() + 1;
  last_scan_ = ++cache_->scans_;
}

bool CollectionPages::IsWorthFilling(int64_t documents, int64_t bytes) const {
  const uint64_t scanned = scanned_.load(std::memory_order_relaxed);
  if (scanned == 0 || documents == 0) return false;
  const auto writes = static_cast<int64_t>(begun_.load() - (scanned - 1));
  return writes <= documents / kFewWrites &&
         bytes + documents * kOverheadOfRecord <=
             static_cast<int64_t>(cache_->capacity());
}

std::optional<CollectionPages::Ticket> CollectionPages::BeginFill() const {
  // In this order: had a write begun before the second, the first would be
  // less, as it ends later.
  const uint64_t ended = ended_.load();
  const uint64_t begun = begun_.load();
  if (ended != begun) return std::nullopt;
  return begun;
}

bool CollectionPages::Overlaps(const Page& page) const {
  const auto next = pages_.lower_bound(page.start);
  if (next != pages_.end() && (page.end.empty() || next->first < page.end)) {
    return true;
  }
  if (next == pages_.begin()) return false;
  const Page& before = *std::prev(next)->second;
  return before.end.empty() || before.end > page.start;
}

bool CollectionPages::Fill(Ticket ticket, std::shared_ptr<const Page> page) {
  const size_t bytes = page->MemoryUsage();
  if (!cache_->Take(this, bytes)) return false;
  bool is_taken = false;
  {
    MutexLock lock(&mutex_);
    // Before the look at begun_: a writer either is seen here or sees this.
    has_pages_ = true;
    is_taken = begun_.load() == ticket && !Overlaps(*page);
    if (is_taken) pages_.emplace(page->start, std::move(page));
    has_pages_ = !pages_.empty();
  }
  if (!is_taken) cache_->Give(bytes);
  return is_taken;
}

void CollectionPages::DropAll() {
  BeginWrite();
  {
    MutexLock lock(&cache_->mutex_);
    Clear();
    cache_->Settle();
  }
  EndWrite();
}

void CollectionPages::Drop(std::string_view first, std::string_view last) {
  if (!has_pages_.load()) return;
  size_t bytes = 0;
  {
    MutexLock lock(&mutex_);
    auto at = pages_.upper_bound(first);
    if (at != pages_.begin()) {
      const auto before = std::prev(at);
      const std::string& end = before->second->end;
      if (end.empty() || first < end) at = before;
    }
    while (at != pages_.end() && at->first <= last) {
      bytes += at->second->MemoryUsage();
      at = pages_.erase(at);
    }
    has_pages_ = !pages_.empty();
  }
  if (bytes > 0) cache_->Give(bytes);
}

}  // namespace meerkat::storage
