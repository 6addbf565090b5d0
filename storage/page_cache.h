// PageCache: collections as pages, in front of the store, for scans.
//
// RocksDB's iterator takes 1,500 instructions for a document out of its block
// cache; a walk over pages takes a few dozen (measured). The second scan of a
// collection that is small enough copies what it passes into pages, and later
// scans walk those. A write drops the pages that its keys fall into; the next
// scan that finds nobody writing fills the gap.
//
//   reader                            writer
//   ticket = BeginFill()              BeginWrite()      tickets end
//   the snapshot is the latest state  Drop(keys)        pages go
//   copies records                    commit
//   Fill(ticket, page)                EndWrite()
//
// While a write is between its two calls there are no tickets. A ticket thus
// says that its snapshot showed the latest state when nobody was changing it,
// and a page that is taken is current from that snapshot on, until a write
// drops it before it is committed. A reader is given only pages that were
// current at its snapshot.
#pragma once

#include <absl/base/thread_annotations.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/mutex.h"
#include "storage/page.h"

namespace meerkat::storage {

namespace kv {
class Store;
}  // namespace kv

class CollectionPages;

// The memory that the pages of all collections share. Thread-safe.
class PageCache {
 public:
  // Takes at most `capacity` bytes, from what `store` has for its blocks.
  PageCache(kv::Store* store, size_t capacity)
      : store_(store), capacity_(capacity) {}
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  size_t capacity() const { return capacity_; }
  size_t MemoryUsage() const { return used_.load(std::memory_order_relaxed); }
  // Drops all pages.
  void Clear();

 private:
  friend class CollectionPages;

  // Makes room by dropping collections that were scanned longer ago than
  // `asking`. False when there is none.
  bool Take(CollectionPages* asking, size_t bytes);
  void Give(size_t bytes);
  void Forget(CollectionPages* pages);
  // Lets the store's blocks have the rest.
  void Settle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  kv::Store* const store_;
  const size_t capacity_;
  std::atomic<size_t> used_ = 0;
  std::atomic<uint64_t> scans_ = 0;
  Mutex mutex_;
  // What the store was told last.
  size_t reserved_ ABSL_GUARDED_BY(mutex_) = 0;
  // Those that have or had pages.
  std::vector<CollectionPages*> collections_ ABSL_GUARDED_BY(mutex_);
};

// The pages of one collection. Thread-safe.
class CollectionPages {
 public:
  // `cache` outlives it.
  explicit CollectionPages(PageCache* cache) : cache_(cache) {}
  ~CollectionPages();
  CollectionPages(const CollectionPages&) = delete;
  CollectionPages& operator=(const CollectionPages&) = delete;

  // For readers.

  // What there is at a place in the run: the page that begins there, or where
  // the next one begins, if there is one.
  struct Stretch {
    std::shared_ptr<const Page> page;
    std::optional<std::string> next_start;
  };
  // For a reader of the state `sequence`.
  Stretch Look(std::string_view at, uint64_t sequence) const;
  bool empty() const { return !has_pages_.load(std::memory_order_relaxed); }

  // A scan has seen the whole collection.
  void NoteScan();
  // Whether another one is to fill: there was a scan, and few writes since, for
  // a collection of so many documents and bytes.
  bool IsWorthFilling(int64_t documents, int64_t bytes) const;

  using Ticket = uint64_t;
  // None while somebody writes. A reader with one may fill if afterwards its
  // snapshot is found to be the store's latest state.
  std::optional<Ticket> BeginFill() const;
  // False when the page was not taken, nor will be others with this ticket.
  bool Fill(Ticket ticket, std::shared_ptr<const Page> page);

  // For writers.

  // One more writer is about to commit; it calls Drop for the keys it changes.
  void BeginWrite() { begun_.fetch_add(1); }
  // Drops what there is from `first` to `last`.
  void Drop(std::string_view first, std::string_view last);
  // The collection is gone.
  void DropAll();
  // What that writer began is visible, or will not be.
  void EndWrite() { ended_.fetch_add(1); }

 private:
  friend class PageCache;
  using Pages = std::map<std::string, std::shared_ptr<const Page>, std::less<>>;

  void Clear();
  bool Overlaps(const Page& page) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  PageCache* const cache_;
  std::atomic<uint64_t> begun_ = 0;
  std::atomic<uint64_t> ended_ = 0;
  // One more than begun_ was at the last whole scan; 0: there was none.
  std::atomic<uint64_t> scanned_ = 0;
  // Its number among the scans of all collections.
  std::atomic<uint64_t> last_scan_ = 0;
  // False only while there is no page and none is being put in.
  std::atomic<bool> has_pages_ = false;
  mutable Mutex mutex_;
  // By their starts.
  Pages pages_ ABSL_GUARDED_BY(mutex_);
  // For PageCache, under its mutex: whether it knows of these.
  bool is_known_ = false;
};

}  // namespace meerkat::storage
