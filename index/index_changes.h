// IndexChanges: what a change of one document changes in the indexes of its
// collection.
//
//   IndexChanges changes;                      // reused for every document
//   changes.Compute(indexes, &old, &next);     // null: none before, or after
//   changes.Lock(transaction)                  // keys of unique indexes
//   changes.FindDuplicate(transaction)
//   changes.Apply(transaction, locator);
//
// An index whose keys stay as they were is not written to.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/index_set.h"
#include "index/key_set.h"
#include "storage/kv/transaction.h"

namespace meerkat::index {

// A key that a unique index has already, of another document.
struct DuplicateKey {
  const Index* index = nullptr;
  std::string fields;
  std::string type_bits;
};

// Used by one thread at a time.
class IndexChanges {
 public:
  // Of a document that was `before` and becomes `after`; null: there is none.
  // The indexes outlive the use of what is computed. Errors: those of
  // Index::KeysOf.
  Status Compute(const IndexSet& indexes, const DocumentView* before,
                 const DocumentView* after);

  enum class Locked : uint8_t {
    kDone,
    // The transaction itself changes one of the keys for another document; that
    // has to be committed first.
    kOwnKey,
    // Another transaction changes blocking_key().
    kHeldByOther,
  };
  // Locks the keys of unique indexes that come or go, in their order, without
  // waiting.
  Locked Lock(storage::kv::Transaction& transaction);
  const std::string& blocking_key() const { return blocking_key_; }

  // The first key that a unique index would have twice. REQUIRES: Lock() said
  // kDone.
  StatusOr<std::optional<DuplicateKey>> FindDuplicate(
      const storage::kv::Transaction& transaction) const;

  // Puts the changes into the transaction, of a document at `locator`.
  void Apply(storage::kv::Transaction& transaction, std::string_view locator);

 private:
  // What changes in one index. Kept for its memory.
  struct Part {
    const Index* index = nullptr;
    KeySet before;
    KeySet after;
    KeyChanges changes;
    // Whether its keys are to be in no other document.
    bool is_checked() const { return index->spec.unique && index->is_ready(); }
  };

  Status ComputePart(Part& part, const DocumentView* before,
                     const DocumentView* after);
  void NoteArrays(storage::kv::Transaction& transaction);
  void Put(const Index& index, const IndexKey& key, std::string_view locator,
           storage::kv::WriteBatch& batch);
  void Remove(const Index& index, const IndexKey& key, std::string_view locator,
              storage::kv::WriteBatch& batch);
  void PutIntoLog(char kind, const Index& index, const IndexKey& key,
                  std::string_view locator, storage::kv::WriteBatch& batch);

  std::vector<std::unique_ptr<Part>> parts_;
  // Of parts_: those in use.
  size_t part_count_ = 0;
  std::vector<std::string> locks_;
  std::string blocking_key_;
  std::string key_;
  std::string value_;
};

}  // namespace meerkat::index
