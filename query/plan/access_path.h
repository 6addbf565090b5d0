// The access path: where the documents of a query come from.
//
//   filter {_id: 5}                              LookUpId 5
//   filter {a: 1}                                ScanCollection
//   filter {a: 1}, hint or sort {_id: 1}         ScanIdIndex, all of it
//   hint {_id: 1}, min {_id: 3}, max {_id: 7}    ScanIdIndex [3, 7)
//   hint {$natural: -1}                          ScanCollection, backwards
//
// It yields every document that may match, and the filter has the last word.
// MongoDB manual, "cursor.hint()", "cursor.min()", "cursor.max()".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <span>
#include <variant>

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

struct AccessPath {
  std::variant<ScanCollection, LookUpId, ScanIdIndex> way;
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
  // Strings compare by their bytes, as in the indexes there are; false under a
  // collation.
  bool compares_bytes = true;
};

// Bounds that can never fit together: error 51176 when min and max do not name
// the same fields in the same order.
Status CheckBounds(DocumentView min, DocumentView max);

// Errors, those of Hint::FindIn and:
//   51173  bounds without a hint, unless the filter wants one _id
//   51174  bounds that are no key of the hinted index
//   51175  min is not before max
//   291    bounds beside $natural
StatusOr<AccessPath> ChooseAccessPath(const AccessRequest& request,
                                      std::span<const IndexEntry> indexes);

}  // namespace meerkat::query
