#include "storage/document_cache.h"

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>

#include <functional>
#include <list>
#include <string>
#include <utility>

#include "storage/mutex.h"
#include "storage/str.h"

namespace meerkat::storage {

namespace {

constexpr size_t kShards = 64;
// The hash table's slot, the list's node and the document's control block.
constexpr size_t kOverhead = 160;
// A document may take one part of so many of its shard.
constexpr size_t kLargestShare = 4;

}  // namespace

class DocumentCache::Shard {
 public:
  explicit Shard(size_t capacity) : capacity_(capacity) {}

  std::optional<Document> Find(std::string_view key, uint64_t sequence) {
    MutexLock lock(&mutex_);
    const auto found = index_.find(to_absl(key));
    if (found == index_.end()) return std::nullopt;
    Entry& entry = *found->second;
    if (entry.known_from > sequence) return std::nullopt;
    entry.visited = true;
    return entry.document;
  }

  uint64_t Epoch() {
    MutexLock lock(&mutex_);
    return epoch_;
  }

  void Fill(std::string_view key, uint64_t epoch, const Document& document,
            uint64_t known_from) {
    MutexLock lock(&mutex_);
    if (epoch != epoch_ || writers_ > 0) return;
    Put(key, document, known_from);
  }

  void BeginWrite(std::string_view key) {
    MutexLock lock(&mutex_);
    ++writers_;
    ++epoch_;
    Erase(key);
  }

  void EndWrite(std::string_view key, const std::optional<Document>& document,
                uint64_t known_from) {
    MutexLock lock(&mutex_);
    --writers_;
    ++epoch_;
    if (document.has_value()) Put(key, *document, known_from);
  }

  void Clear() {
    MutexLock lock(&mutex_);
    index_.clear();
    entries_.clear();
    hand_ = entries_.end();
    used_ = 0;
  }

  size_t Used() {
    MutexLock lock(&mutex_);
    return used_;
  }

 private:
  struct Entry {
    std::string key;
    Document document;
    uint64_t known_from;
    bool visited;

    size_t Charge() const {
      return key.capacity() + document.size() + kOverhead;
    }
  };
  using Entries = std::list<Entry>;

  void Put(std::string_view key, const Document& document, uint64_t known_from)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Erase(key);
    // One document must not drive out all others.
    if (document.size() > capacity_ / kLargestShare) return;
    entries_.push_front({std::string(key), document, known_from, false});
    index_.emplace(entries_.front().key, entries_.begin());
    used_ += entries_.front().Charge();
    while (used_ > capacity_) EvictOne();
  }

  void Erase(std::string_view key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto found = index_.find(to_absl(key));
    if (found == index_.end()) return;
    const Entries::iterator entry = found->second;
    index_.erase(found);
    Remove(entry);
  }

  void Remove(Entries::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    used_ -= entry->Charge();
    if (hand_ == entry) hand_ = std::next(entry);
    entries_.erase(entry);
  }

  // The hand walks from the oldest entry to the newest and around, sparing
  // once what was hit since it last came by.
  void EvictOne() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    while (true) {
      if (hand_ == entries_.end()) hand_ = std::prev(entries_.end());
      Entry& entry = *hand_;
      if (!entry.visited) break;
      entry.visited = false;
      StepHand();
    }
    const Entries::iterator evicted = hand_;
    StepHand();
    index_.erase(to_absl(evicted->key));
    used_ -= evicted->Charge();
    entries_.erase(evicted);
  }

  // One entry newer; past the newest it begins again at the oldest.
  void StepHand() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    hand_ = hand_ == entries_.begin() ? entries_.end() : std::prev(hand_);
  }

  const size_t capacity_;
  Mutex mutex_;
  // Newest first.
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  // Views the entries' own keys.
  absl::flat_hash_map<absl::string_view, Entries::iterator> index_
      ABSL_GUARDED_BY(mutex_);
  Entries::iterator hand_ ABSL_GUARDED_BY(mutex_) = entries_.end();
  size_t used_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t epoch_ ABSL_GUARDED_BY(mutex_) = 0;
  int writers_ ABSL_GUARDED_BY(mutex_) = 0;
};

DocumentCache::DocumentCache(size_t capacity) {
  for (size_t i = 0; i < kShards; ++i) {
    shards_.push_back(std::make_unique<Shard>(capacity / kShards));
  }
}

DocumentCache::~DocumentCache() = default;

DocumentCache::Shard& DocumentCache::ShardOf(std::string_view key) const {
  return *shards_[std::hash<std::string_view>()(key) % kShards];
}

std::optional<Document> DocumentCache::Find(std::string_view key,
                                            uint64_t sequence) {
  return ShardOf(key).Find(key, sequence);
}

DocumentCache::Ticket DocumentCache::BeginFill(std::string_view key) {
  return {ShardOf(key).Epoch()};
}

void DocumentCache::Fill(std::string_view key, Ticket ticket,
                         const Document& document, uint64_t known_from) {
  ShardOf(key).Fill(key, ticket.epoch, document, known_from);
}

void DocumentCache::BeginWrite(std::string_view key) {
  ShardOf(key).BeginWrite(key);
}

void DocumentCache::EndWrite(std::string_view key,
                             const std::optional<Document>& document,
                             uint64_t known_from) {
  ShardOf(key).EndWrite(key, document, known_from);
}

void DocumentCache::Clear() {
  for (const auto& shard : shards_) shard->Clear();
}

size_t DocumentCache::MemoryUsage() const {
  size_t used = 0;
  for (const auto& shard : shards_) used += shard->Used();
  return used;
}

}  // namespace meerkat::storage
