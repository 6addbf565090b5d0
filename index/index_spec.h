// IndexSpec: an index as createIndexes asks for it, with all its options.
//
//   StatusOr<IndexSpec> spec = IndexSpec::Parse(
//       Document{{"key", Document{{"city", 1}}}, {"name", "by_city"},
//                {"unique", true}});
//   spec->ToDocument();      // {v: 2, key: {city: 1}, name: "by_city", ...}
//
// Here are the rules that need nothing but the specification. Whether a filter
// can be a partialFilterExpression is for who knows the query language, and
// which indexes a collection may have together for who knows the collection.
// MongoDB manual, "createIndexes (database command)", "Index Properties".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "index/geo/cell.h"
#include "index/key_pattern.h"

namespace meerkat::index {

inline constexpr std::string_view kIdIndexName = "_id_";

struct IndexSpec {
  KeyPattern key;
  std::string name = {};
  bool unique = false;
  bool sparse = false;
  bool hidden = false;
  std::optional<Document> partial_filter = {};
  // 0 to 2147483647; none: documents do not expire.
  std::optional<int64_t> expire_after_seconds = {};
  // Complete, as Collation::ToBson has it; empty: texts compare by their bytes.
  Document collation = {};
  // Of a 2d index.
  geo::Plane plane = {};
  // Empty: none.
  Document wildcard_projection = {};
  // The version it was asked for, 1 or 2. It says nothing about the bytes.
  int v = 2;

  // One element of createIndexes' `indexes`. The index {_id: 1} is called
  // _id_, whatever its name. Ignored: `background`, `ns`, and `dropDups` when
  // it is false. Errors, besides those of KeyPattern::Parse:
  //   197    an unknown option; one that the _id index, or this kind of index,
  //          does not have; dropDups
  //   9      no key, no name; an empty wildcardProjection, or one for "a.$**"
  //   14     an option of the wrong type
  //   2      name "*", or _id_ for another index; {_id: -1}; an empty
  //          collation; a version that is no int32; wildcardProjection without
  //          a wildcard; those of Collator::Make
  //   161    a collation of another version of ICU
  //   67     an empty name, or one with a NUL; another version than 1 and 2;
  //          sparse and partial; a collation with v: 1 or of a 2d index;
  //          expireAfterSeconds out of range, of several fields, or of an index
  //          that is not of kind kBtree; a wildcard index that is unique or
  //          sparse; "$**" and other fields without a wildcardProjection that
  //          leaves these out
  //   72     bits, min and max of a 2d index; storageEngine
  //   16764  unique and hashed
  //   40413  an option twice
  //   238    prepareUnique, clustered
  // and those of WildcardProjection::Parse.
  static StatusOr<IndexSpec> Parse(DocumentView document);

  // What ToDocument gave. A collation is taken as it is, whichever version of
  // ICU made it. Errors: 301 DataCorruptionDetected.
  static StatusOr<IndexSpec> FromStored(DocumentView document);

  // As listIndexes shows it; options that say nothing are left out.
  Document ToDocument() const;

  // Entries are by the order of their texts in a collation.
  bool has_collation() const { return !collation.empty(); }
};

// How an index that is asked for stands to one that exists.
enum class SpecMatch : uint8_t {
  // Two indexes: they differ in key, collation, partial filter, wildcard
  // projection, unique or sparse.
  kDifferent,
  // One index that both cannot be: other options differ.
  kEquivalent,
  // The same but for the name, and for `hidden` and `v`.
  kIdentical,
};
SpecMatch Match(const IndexSpec& a, const IndexSpec& b);

// True when `existing` is the index that is `wanted`, so that nothing is to be
// done; false when both can be. Errors, with both indexes in the message:
//   86 IndexKeySpecsConflict  the same name for two different indexes
//   85 IndexOptionsConflict   one index under two names, or with two options
StatusOr<bool> IsSameIndex(const IndexSpec& wanted, const IndexSpec& existing);

}  // namespace meerkat::index
