// NearScan: the documents around a point, the nearest first, by a 2d index.
//
// A queue, the nearest first, holds cells of the plane, entries of the index
// and documents. What comes out of it is replaced by what is in it: a cell by
// its entries, or by its four quarters where these are many; an entry by its
// document, at its exact distance. A document that comes out is next. So only
// what lies about as near as the last document wanted is ever read, wherever
// there are points and wherever there are none.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "index/geo/cell.h"
#include "query/exec/context.h"
#include "query/exec/index_scan.h"
#include "query/exec/sequence_set.h"
#include "query/exec/stage.h"
#include "query/geometry/near.h"

namespace meerkat::query {

// A document of several points comes once: at the nearest of those that are
// within reach. Documents at one distance come in no particular order. One
// thread at a time.
class NearScan : public Stage {
 public:
  // What the queue may hold, in bytes.
  static constexpr size_t kMaxHeld = size_t{100} << 20;

  // `context` outlives it. With `shows_keys` rows have their index_key.
  // REQUIRES: the index is of kind k2d, and its plane contains near.center;
  // distances are flat or radians.
  NearScan(ExecutionContext* context, EntryReader reader,
           const geometry::Near& near, bool shows_keys);

  // Rows are valid until the next call. Errors: 292
  // QueryExceededMemoryLimitNoDiskUseAllowed beyond kMaxHeld; those of
  // EntryReader.
  Step Next(Row& row) override;

 private:
  // What is left of a cell, from `begin` on; empty: all of it.
  struct CellItem {
    index::geo::Cell cell;
    std::string begin;
  };
  struct EntryItem {
    std::string locator;
    uint64_t sequence;
    // Empty where keys are not shown.
    Document key;
  };
  // Without the document where memory is short.
  struct DocumentItem {
    EntryItem entry;
    std::optional<Document> document;
  };
  struct Item {
    // Exact for a document; for what may hold several, none is nearer.
    double distance;
    std::variant<DocumentItem, EntryItem, CellItem> what;
  };

  static bool ComesLater(const Item& a, const Item& b);
  static size_t BytesOf(const Item& item);
  // No point of the cell is nearer; nothing when none is within reach.
  std::optional<double> LeastDistanceTo(const index::geo::Cell& cell) const;
  // That of the nearest point within reach.
  std::optional<double> DistanceTo(DocumentView document) const;

  Status Push(Item item);
  Item Pop();
  Status PushCell(const index::geo::Cell& cell);
  Status PushQuarters(const index::geo::Cell& cell);
  // Nothing when its cell is out of reach.
  StatusOr<std::optional<Item>> ItemOf(const index::IndexCursor& entries) const;

  // What comes out of the queue, by its kind; true when the row was set.
  StatusOr<bool> Take(CellItem item, double distance, Row& row);
  StatusOr<bool> Take(EntryItem item, double distance, Row& row);
  StatusOr<bool> Take(DocumentItem item, double distance, Row& row);

  ExecutionContext* const context_;
  const EntryReader reader_;
  const index::geo::Plane plane_;
  const geometry::Near near_;
  const bool shows_keys_;
  const bool is_multikey_;
  std::vector<Item> queue_;
  size_t held_ = 0;
  SequenceSet met_;
  Document document_;
  Document key_;
  bool has_begun_ = false;
};

}  // namespace meerkat::query
