// IndexSet: the indexes of one collection at work, but for that on _id, which
// is the order of the records itself.
//
// It hangs on the collection's entry in the catalog (CollectionAttachment) and
// is made anew whenever that changes; an index that stays is shared.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "index/index_spec.h"
#include "index/key_generator.h"
#include "index/stored_entry.h"
#include "storage/catalog_snapshot.h"
#include "storage/collection_info.h"
#include "storage/multikey_paths.h"
#include "storage/mutex.h"

namespace meerkat::index {

// Whether a partial index has entries for a document. Thread-safe.
using DocumentPredicate = std::function<StatusOr<bool>(DocumentView)>;

// Why an index cannot be built: what a writer met that does not stop it, since
// the index is not there yet. Thread-safe.
class BuildFailure {
 public:
  // Keeps the first.
  void Set(Status status);
  Status status() const;

 private:
  mutable storage::Mutex mutex_;
  Status status_ ABSL_GUARDED_BY(mutex_);
};

// An index. Immutable but for what threads share.
struct Index {
  storage::IndexInfo info;
  IndexSpec spec;
  std::unique_ptr<const KeyGenerator> generator = {};
  // Null: it has entries for every document.
  DocumentPredicate covers = {};
  // Only while it is being built.
  std::shared_ptr<BuildFailure> failure = {};

  bool is_ready() const { return info.is_ready(); }
  EntryForm form() const {
    return spec.unique ? EntryForm::kUnique : EntryForm::kUsual;
  }
  // The keys of a document; none where it is not covered. Errors of the
  // generator and the predicate.
  Status KeysOf(DocumentView document, KeySet& keys) const;
};

// Immutable.
class IndexSet : public storage::CollectionAttachment {
 public:
  // The predicate of a partial index's filter. Errors: what is wrong with it.
  using MakePredicate =
      std::function<StatusOr<DocumentPredicate>(const IndexSpec& spec)>;

  // Those of `info`; what `before` has of them is shared. Error 301
  // DataCorruptionDetected for a spec that cannot be read.
  static StatusOr<std::shared_ptr<const IndexSet>> Make(
      const storage::CollectionInfo& info, const IndexSet* before,
      const MakePredicate& make_predicate);
  // Of a catalog that was given Make().
  static const IndexSet& Of(const storage::CatalogEntry& entry) {
    return static_cast<const IndexSet&>(*entry.attachment);
  }

  // In the order of their making; with those that are being built.
  const std::vector<std::shared_ptr<const Index>>& indexes() const {
    return indexes_;
  }
  bool empty() const { return indexes_.empty(); }
  // Null when there is none.
  const Index* FindName(std::string_view name) const;

 private:
  std::vector<std::shared_ptr<const Index>> indexes_;
};

}  // namespace meerkat::index
