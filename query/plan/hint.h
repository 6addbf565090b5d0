// Hint: which index a query is told to use, or that it is to use none.
//
//   "_id_"              the index of this name
//   {_id: 1}            the index with this key
//   {$natural: 1}       none: all documents in the order of their insertion
//   {$natural: -1}      none: backwards
//   {}                  no hint
//
// MongoDB manual, "cursor.hint()", "$natural".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <optional>
#include <span>

#include "index/key_format.h"
#include "query/plan/index_entry.h"

namespace meerkat::query {

// Immutable.
class Hint {
 public:
  // No hint.
  Hint() = default;

  // A missing value is no hint. Errors: 9 FailedToParse for what is neither a
  // string nor a document, 2 BadValue for another value of $natural than 1 and
  // -1 or for other fields beside it.
  static StatusOr<Hint> Parse(const Element& hint);

  bool empty() const { return !natural_ && !index_.exists(); }
  // The direction of {$natural: ...}.
  std::optional<index::Direction> natural() const { return natural_; }

  // The index that is meant. Error 2 BadValue when it is none of `indexes`.
  //
  // REQUIRES: neither empty() nor natural().
  StatusOr<const IndexEntry*> FindIn(std::span<const IndexEntry> indexes) const;

 private:
  std::optional<index::Direction> natural_;
  // The name or the key of an index.
  Value index_;
};

}  // namespace meerkat::query
