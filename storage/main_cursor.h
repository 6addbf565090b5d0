// MainCursor: the main run of a collection, walked over the pages that are
// cached of it and over the store where there are none.
#pragma once

#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/page_cache.h"
#include "storage/run_cursor.h"

namespace meerkat::storage {

// Where a scan finds pages, and what it may do for them.
struct ScanPages {
  // Null: they are left alone.
  std::shared_ptr<CollectionPages> pages = {};
  // Set: what is read from the store becomes pages.
  std::optional<CollectionPages::Ticket> fill = {};
};

// Move-only, used by one thread at a time. `store` and the snapshot outlive it.
class MainCursor {
 public:
  // REQUIRES: backwards there are no `pages`.
  MainCursor(const kv::Store& store, uint32_t collection,
             const kv::Snapshot& snapshot, ScanDirection direction,
             ScanPages pages);

  bool is_forward() const { return run_.is_forward(); }
  // To the first record of the walk.
  void Start();
  // To the next one. REQUIRES: Valid()
  void Move() {
    if (page_ == nullptr) return MoveInStore();
    const char* const next = record_.end();
    if (next == page_end_) return LeavePage();
    record_ = PageRecord::At(next);
  }

  // False at the end, and after an error: see status().
  bool Valid() const { return is_valid_; }
  // The encoded _id. REQUIRES, as for value(): Valid(). Views are valid until
  // the cursor moves.
  std::string_view suffix() const {
    return page_ != nullptr ? record_.key : run_.suffix();
  }
  std::string_view value() const {
    return page_ != nullptr ? record_.value : run_.value();
  }
  Status status() const { return run_.status(); }

 private:
  void MoveInStore();
  void LeavePage();
  // To the stretch of the run that begins at `at`.
  void Enter(std::string_view at);
  // Looks where the walk over the store has come to.
  void SettleInStore();
  void BeginPage(std::string_view at);
  // The page that is being filled has all up to `end`.
  void FinishPage(std::string_view end);

  RunCursor run_;
  uint64_t sequence_;
  ScanPages pages_;
  // Whether there are any, or will be.
  bool looks_at_pages_ = false;
  bool is_valid_ = false;
  // The page it stands in; null in the store.
  std::shared_ptr<const Page> page_;
  const char* page_end_ = nullptr;
  PageRecord record_;
  // In the store: where the next page begins.
  std::optional<std::string> next_page_;
  // In the store: the page that is being filled.
  std::unique_ptr<Page> filling_;
};

}  // namespace meerkat::storage
