// The access path: where the documents of a query come from.
//
//   filter {_id: 5}                              LookUpId 5
//   filter {a: 1}                                ScanCollection
//   filter {a: 1}, hint or sort {_id: 1}         ScanIdIndex, all of it
//   hint {_id: 1}, min {_id: 3}, max {_id: 7}    ScanIdIndex [3, 7)
//   hint {$natural: -1}                          ScanCollection, backwards
//   hint {a: 1, b: -1}                           ScanIndex, all of it
//   the same, sort {a: -1}                       ScanIndex, backwards
//   the same, min {a: 1, b: 9}                   ScanIndex from (1, 9) on
//   hint {loc: "2d"}, filter {loc: {$geoWithin: ...}}
//                                                ScanIndex, by ranges of cells
//   filter {loc: {$near: [0, 0]}}                ScanNear of the first index
//                                                {loc: "2d"}
//
// Besides $near a hint is all by which an index comes into use, but for that on
// _id. A sparse or partial one that is hinted gives what it has, no more.
// It yields every document that may match, and the filter has the last word.
// MongoDB manual, "cursor.hint()", "cursor.min()", "cursor.max()".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <span>
#include <variant>
#include <vector>

#include "index/key_bounds.h"
#include "query/geometry/near.h"
#include "query/match/match_node.h"
#include "query/plan/hint.h"
#include "query/plan/index_entry.h"
#include "query/sort/sort_pattern.h"
#include "storage/id_cursor.h"
#include "storage/record_cursor.h"

namespace meerkat::query {

// Documents in the order of their insertion, or backwards.
struct ScanCollection {
  storage::ScanDirection direction = storage::ScanDirection::kForward;
};

// The one document with this _id.
struct LookUpId {
  Value id;
};

// Documents in the order of their _ids, or backwards.
struct ScanIdIndex {
  storage::IdRange range = {};
  storage::ScanDirection direction = storage::ScanDirection::kForward;
};

// Documents in the order of an index, or backwards.
struct ScanIndex {
  // One after another in the direction of the scan.
  std::vector<index::KeyRange> ranges;
  storage::ScanDirection direction = storage::ScanDirection::kForward;
};

// Documents in the order of their distance, by a 2d index.
struct ScanNear {
  geometry::Near near;
};

struct AccessPath {
  std::variant<ScanCollection, LookUpId, ScanIdIndex, ScanIndex, ScanNear> way;
  // The index that leads to the documents; null for a scan of the collection.
  const IndexEntry* index = nullptr;
  // Whether documents come in the order of the sort already.
  bool is_sorted = true;
};

// What decides about it. Borrowed.
struct AccessRequest {
  const Hint& hint;
  const SortPattern& sort;
  // The smallest key of the index and the one after the greatest; empty: none.
  DocumentView min = {};
  DocumentView max = {};
  // What the filter wants _id to be equal to; null: it does not say.
  const Value* required_id = nullptr;
  // What texts are compared by, complete; empty: by their bytes.
  DocumentView collation = {};
  // The filter, for conditions on places; null: there are none.
  const MatchNode* filter = nullptr;
};

// Bounds that can never fit together: error 51176 when min and max do not name
// the same fields in the same order.
Status CheckBounds(DocumentView min, DocumentView max);

// Errors, those of Hint::FindIn and:
//   51173  bounds without a hint, unless the filter wants one _id
//   51174  bounds that are no key of the hinted index
//   51175  min is not before max
//   291    bounds beside $natural; $near without a 2d index on its path, with
//          distances in metres, or with the hint of another index; the hint of
//          an index that cannot be scanned as a whole: of a wildcard, and of a
//          2d index but for $geoWithin
//   2      $near beside $natural
//   13027  $near a point outside of the index's plane
// Indexes of other kinds than kBtree have no bounds: 51174. Whether an index is
// multikey counts, so REQUIRES: the snapshot that is read has been taken, if
// there is a hint.
StatusOr<AccessPath> ChooseAccessPath(const AccessRequest& request,
                                      std::span<const IndexEntry> indexes);

}  // namespace meerkat::query
