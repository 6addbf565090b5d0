// SortPattern: what a sort is by, {city: 1, "address.zip": -1}.
//
// Made from the sort of a find, of $sort and their kin; sort_key.h makes the
// keys of documents from it. An empty pattern sorts by nothing. The pattern
// {$natural: 1} asks for the order of insertion, {$natural: -1} for its
// reverse: no document has a key for that, it is a way of scanning.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <optional>
#include <vector>

#include "index/key_format.h"
#include "storage/bson/field_path.h"

namespace meerkat::query {

// 1 and -1 are directions, whatever their type; nothing else is.
std::optional<index::Direction> ToDirection(const Element& value);

// Immutable.
class SortPattern {
 public:
  struct Key {
    bson::FieldPath path;
    index::Direction direction = index::Direction::kAscending;
  };
  static constexpr size_t kMaxKeys = 32;

  // Sorts by nothing.
  SortPattern() = default;

  // A document of paths, each with a number that CoerceToInt64 takes for 1 or
  // -1; for $natural it has to be one. Errors:
  //   15974      a value that is no number
  //   15975      a number other than 1 and -1
  //   2          $natural with another value, or beside other keys
  //   13103      more than kMaxKeys keys
  //   7472500    the same path twice
  //   15998, 16410, 40352, 40353 and 15: no path (FieldPath::Parse)
  //   238        {$meta: ...}: its time has not come
  //   17312, 9   another document than {$meta: ...}, more beside $meta
  //   31138      {$meta: ...} of what nobody can sort by
  static StatusOr<SortPattern> Parse(DocumentView pattern);

  // Nothing to sort by.
  bool empty() const { return keys_.empty() && !natural_; }
  // None when the pattern is $natural.
  const std::vector<Key>& keys() const { return keys_; }
  // The direction of {$natural: ...}.
  std::optional<index::Direction> natural() const { return natural_; }

  // The pattern as a user would write it, with int32 directions.
  Document ToDocument() const;

 private:
  Status AddKey(const Element& key);

  std::vector<Key> keys_;
  std::optional<index::Direction> natural_;
};

}  // namespace meerkat::query
