// SortKeyValues: the values that documents sort by: what {$meta: "sortKey"}
// shows.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <meerkat/document.h>
#include <meerkat/status.h>
#include <meerkat/value.h>

#include <memory>
#include <string>

#include "query/sort/sort_key.h"
#include "query/sort/sort_pattern.h"
#include "storage/bson/collator.h"

namespace meerkat::query {

// Made once for many documents. One thread at a time.
class SortKeyValues {
 public:
  // REQUIRES: the pattern is not $natural. Under a collator, which may be null,
  // texts are still shown as they are.
  SortKeyValues(SortPattern pattern,
                std::shared_ptr<const bson::Collator> collator);
  SortKeyValues(const SortKeyValues&) = delete;
  SortKeyValues& operator=(const SortKeyValues&) = delete;

  // An array with a value for each key of the pattern. Errors: those of
  // SortKeyGenerator::Generate.
  StatusOr<Value> Of(DocumentView document);

 private:
  void Encode(std::string& key, const Element& value,
              index::Direction direction);

  const SortKeyGenerator::ValueEncoder encode_;
  const SortKeyGenerator generator_;
  // Of the last document: its key, and the values by their part of it. The
  // bytes of a sort key do not tell an int from a double, nor the text that a
  // collation made them of.
  std::string key_;
  absl::flat_hash_map<std::string, Value> values_;
};

}  // namespace meerkat::query
