// Sort keys: the place of a document in a sort, as bytes.
//
// Comparing two keys byte by byte, unsigned, orders their documents as the
// pattern says; no key is the beginning of another one. They are index keys
// (index/KEY_FORMAT.md) of the values that the documents sort by.
//
//   SortKeyGenerator generator(*SortPattern::Parse(pattern));
//   std::string key;                       // reused for every document
//   MEERKAT_RETURN_IF_ERROR(generator.Generate(document, key));
//
// A key of the pattern sorts by the value at its path. A missing one sorts as
// null; undefined and an empty array sort below null. Arrays count by their
// items, as in an index: the smallest one ascending, the largest descending.
//
//   document                            sort                  sorts by
//   {}, {a: null}                       a: 1                  null
//   {a: [3, 1, 2]}                      a: 1                  1
//   {a: [3, 1, 2]}                      a: -1                 3
//   {a: []}                             a: 1                  undefined
//   {a: [[3], [1]]}                     a: 1                  [1]
//   {a: [{b: 2}, {b: 1}]}               a.b: 1                1
//   {a: [{b: 2}, 7]}                    a.b: 1                null: 7 has no b
//   {a: []}                             a.b: 1                null
//   {a: [5, 6]}                         a.1: 1                6
//   {a: [[5, 6]]}                       a.0: 1                [5, 6]
//
// Keys that lead through the same array look at the same item at a time, and
// the whole of the least item counts: {a: [{x: 0, y: 5}, {x: 1, y: 3}]} sorts
// by (0, 5) under {"a.x": 1, "a.y": 1}, not by (0, 3). Two different arrays
// are an error. MongoDB's tickets SERVER-19402 and SERVER-5065 tell the rule.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "index/key_encoder.h"
#include "query/sort/sort_pattern.h"
#include "storage/bson/collator.h"

namespace meerkat::query {

// Thread-safe if its encoder is.
class SortKeyGenerator {
 public:
  // Appends what `value` sorts by, such that no encoding is the beginning of
  // another one. A descending one has all bytes complemented.
  using ValueEncoder = std::function<void(
      std::string& key, const Element& value, index::Direction direction)>;

  // The order of values with texts as `collator` has them, by their bytes when
  // it is null.
  static ValueEncoder EncoderFor(
      std::shared_ptr<const bson::Collator> collator);

  // REQUIRES: the pattern is not $natural.
  explicit SortKeyGenerator(SortPattern pattern,
                            ValueEncoder encoder = &EncodeSimple)
      : pattern_(std::move(pattern)), encoder_(std::move(encoder)) {}

  const SortPattern& pattern() const { return pattern_; }

  // Replaces `key` by that of `document`. Errors: 2 BadValue when keys lead
  // into parallel arrays, 16746 when a number in a path is a position of an
  // array as well as a field of its items.
  Status Generate(DocumentView document, std::string& key) const;

 private:
  // The order of values without a collation.
  static void EncodeSimple(std::string& key, const Element& value,
                           index::Direction direction) {
    index::AppendKey(key, value, direction);
  }

  const SortPattern pattern_;
  const ValueEncoder encoder_;
};

}  // namespace meerkat::query
