// KeyPattern: what an index is on, {city: 1, "tags.name": -1}.
//
//   StatusOr<KeyPattern> pattern = KeyPattern::Parse(document);
//   pattern->kind();                      // IndexKind::kBtree
//   pattern->DefaultName();               // "city_1_tags.name_-1"
//
//   {a: 1, "b.c": -1}                     kBtree     any number is a direction
//   {loc: "2d", type: 1}                  k2d        places first
//   {user: "hashed", at: 1}               kHashed    one field hashed
//   {"$**": 1}, {"a.$**": 1}, {b: 1, "a.$**": 1}
//                                         kWildcard  all fields, all below a
//
// MongoDB manual, "Indexes", "createIndexes (database command)".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <string>
#include <vector>

#include "index/key_format.h"
#include "storage/bson/field_path.h"

namespace meerkat::index {

enum class IndexKind : uint8_t { kBtree, k2d, kHashed, kWildcard };

enum class PartKind : uint8_t {
  kAscending,
  kDescending,
  k2d,
  kHashed,
  // All fields below `path`.
  kWildcard,
};

inline constexpr size_t kMaxKeyParts = 32;
inline constexpr size_t kMaxKeyPatternSize = 2048;

// One field of a pattern.
struct KeyPart {
  // Of a wildcard, what stands before ".$**"; the empty path for "$**" itself.
  bson::FieldPath path;
  PartKind kind;
  // kAscending for 2d and hashed. A wildcard may have either.
  Direction direction;

  // A wildcard over the whole document.
  bool is_whole_wildcard() const {
    return kind == PartKind::kWildcard && path.text().empty();
  }
};

// Immutable.
class KeyPattern {
 public:
  // Errors:
  //   67     no fields, more than kMaxKeyParts, or more than kMaxKeyPatternSize
  //          bytes; a value that is 0, NaN, or neither number nor string; a
  //          kind of index that is unknown or gone (geoHaystack), or two kinds;
  //          an empty name or component; a component with a dollar, but for
  //          $id, $ref and $db below another one and $** at the end; two
  //          wildcards, a wildcard beside a special kind, or beside a field
  //          that is below it
  //   2      a field twice
  //   238    kinds that are not served yet: text, 2dsphere
  //   16800  two fields with places; 16801 a place that is not first
  //   31303  two hashed fields
  static StatusOr<KeyPattern> Parse(DocumentView key);

  // As it was given: {a: 1.0} stays so.
  const Document& document() const { return document_; }
  // At least one.
  const std::vector<KeyPart>& parts() const { return parts_; }
  IndexKind kind() const { return kind_; }

  // Names and values joined by underscores, as drivers and the shell have it.
  std::string DefaultName() const;

  // {_id: 1}.
  bool is_id() const;

  // The same fields with equal values in the same order: 1 and 1.0 are equal,
  // 1 and 2 are not.
  friend bool operator==(const KeyPattern& a, const KeyPattern& b);

 private:
  KeyPattern(Document document, std::vector<KeyPart> parts, IndexKind kind)
      : document_(std::move(document)), parts_(std::move(parts)), kind_(kind) {}

  Document document_;
  std::vector<KeyPart> parts_;
  IndexKind kind_;
};

}  // namespace meerkat::index
