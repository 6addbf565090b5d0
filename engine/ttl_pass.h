// TtlPass: one walk through the TTL indexes of a database, which deletes what
// has expired, a batch at a time, so that other writers and other work of the
// same thread come in between.
//
// An index is read from its oldest date on, up to the last that has expired.
// What it names is looked at again under its lock, with the index as it is
// then: it may have been changed meanwhile, or the collection may be another
// one. Documents that somebody else keeps locked are left to the next pass.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "index/index_set.h"
#include "storage/catalog.h"
#include "storage/namespace.h"

namespace meerkat::engine {

// Whether a collection has a TTL index that is ready.
bool HasTtlIndex(const Engine& engine);

// Used by one thread at a time.
class TtlPass {
 public:
  // Documents deleted together.
  static constexpr size_t kBatch = 100;

  // Of the documents that have expired by now. The engine outlives it.
  // REQUIRES, here and for Step(): an Operation is held.
  explicit TtlPass(Engine& engine);

  // Deletes a batch. False when there is nothing more to do.
  bool Step();

  // So far.
  int64_t deleted() const { return deleted_; }
  // How long before the pass the oldest document that it found had expired.
  std::chrono::milliseconds lag() const { return lag_; }
  // The first error. It does not end the pass.
  const Status& status() const { return status_; }

 private:
  // An index, and how far it has been walked.
  struct Walk {
    storage::Namespace ns;
    uint32_t index = 0;
    // As many as the collection had at the beginning, lest a pass never end
    // because expired documents are inserted as fast as it deletes them.
    int64_t may_delete = 0;
    // The last key; empty at the beginning.
    std::string position = {};
  };
  // What a batch found.
  struct Found {
    // Encoded _ids, each once, and the documents' numbers in the order of
    // insertion.
    std::vector<std::string> id_keys;
    std::vector<uint64_t> sequences;
    bool has_more = false;
  };

  // The time to go by: never later than the pass began, and earlier when the
  // clock was set back since.
  Date Now() const;
  // Deletes a batch. Whether the walk goes on.
  StatusOr<bool> Advance(Walk& walk);
  StatusOr<Found> Read(Walk& walk, const storage::CatalogEntry& collection,
                       const index::Index& index, Date last);
  // Adds what an entry names.
  static Status Add(Found& found, const storage::RecordStore& records,
                    const index::StoredEntry& entry);
  Status NoteLag(const index::Index& index, const index::StoredEntry& entry,
                 Date last);
  // The number of those that were deleted.
  int64_t Delete(const Walk& walk, const std::vector<std::string>& id_keys);
  void NoteError(const Status& status);

  Engine& engine_;
  const Date began_;
  std::vector<Walk> walks_;
  int64_t deleted_ = 0;
  std::chrono::milliseconds lag_{0};
  Status status_;
};

}  // namespace meerkat::engine
