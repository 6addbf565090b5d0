// RecordCounts: how many documents and bytes a collection holds, exactly.
//
// The counts are written in the same commit as the data, so that they are
// exact after a crash. One number for all writers would make them wait for
// each other's log writes; so there are several stripes, each its own key with
// absolute numbers, and a commit takes one that is free. The total is the sum.
//
//   key    's', collection id, stripe number
//   value  documents, bytes, documents in the overflow run: 8 bytes each,
//          little-endian
#pragma once

#include <absl/base/thread_annotations.h>
#include <meerkat/status.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "storage/kv/store.h"
#include "storage/mutex.h"

namespace meerkat::storage {

struct Counts {
  int64_t documents = 0;
  int64_t bytes = 0;
  int64_t overflow_documents = 0;

  Counts& operator+=(const Counts& other);
  friend bool operator==(const Counts&, const Counts&) = default;
};

// Thread-safe.
class RecordCounts {
 public:
  explicit RecordCounts(uint32_t collection) : collection_(collection) {}

  // The least key of stored numbers, which are the catalog's last keys.
  static constexpr std::string_view kFirstKey = "s";
  // Stands at the stored numbers of all collections, ascending by their ids.
  static kv::Cursor Stored(const kv::Store& store);
  // Reads this collection's from `stored`, which must not be behind them, and
  // leaves it there. Called once, before anything else. Error 301
  // DataCorruptionDetected.
  Status Load(kv::Cursor& stored);

  // What has been committed.
  Counts Total() const;

  // What `snapshot` shows. REQUIRES: a store on disk; in memory none is kept.
  StatusOr<Counts> TotalAt(const kv::Store& store,
                           const kv::Snapshot& snapshot) const;

  // Puts the counts after a change into `batch` and keeps their stripe until
  // Settle. In memory nothing is stored. Waits when all stripes are kept;
  // whoever keeps one only writes its batch, and keeps none of another
  // collection: a transaction changes one. Were it to change several, two could
  // wait for each other, and would have to come in the order of the
  // collections' ids.
  int Prepare(const Counts& change, bool in_memory, kv::WriteBatch& batch);
  // `committed` false: the change did not happen.
  void Settle(int stripe, const Counts& change, bool committed);

  // Removes the stored numbers. REQUIRES: no stripe is kept.
  void Remove(kv::WriteBatch& batch) const;

 private:
  static constexpr int kStripes = 16;
  struct Stripe {
    Mutex mutex;
    // Both guarded by mutex, which is held from Prepare to Settle.
    Counts counts;
    // Whether the store may have a number of it.
    bool is_stored = false;
  };

  using Key = std::array<char, 6>;
  Key KeyOf(int stripe) const;
  // The number of a stripe that this thread now holds.
  int TakeStripe() ABSL_NO_THREAD_SAFETY_ANALYSIS;

  const uint32_t collection_;
  std::array<Stripe, kStripes> stripes_;
  std::atomic<int64_t> documents_ = 0;
  std::atomic<int64_t> bytes_ = 0;
  std::atomic<int64_t> overflow_documents_ = 0;
};

}  // namespace meerkat::storage
