// MatchNode: a filter as a tree.
//
//   {a: 1, b: {$gt: 2, $not: {$in: [7]}}}
//
//   And
//   ├── AtPath a: Compare == 1
//   ├── AtPath b: Compare > 2
//   └── Not
//       └── AtPath b: In [7]
//
// A closed sum type: parse.h makes it, matches.h evaluates it, and a new kind
// of node does not compile until it is handled there. Inner nodes look at whole
// documents; AtPath looks at what a path reaches, and its predicate at one
// value.
//
// Immutable once made, so that many threads may match with one tree.
// Operators: MongoDB manual, "Query Predicates".
#pragma once

#include <absl/functional/function_ref.h>
#include <meerkat/value.h>

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "index/geo/sphere.h"
#include "query/expression/expression.h"
#include "query/geometry/near.h"
#include "query/geometry/region.h"
#include "query/match/bit_mask.h"
#include "query/match/type_set.h"
#include "query/regex/regex.h"
#include "query/schema/schema.h"
#include "storage/bson/field_path.h"

namespace meerkat::bson {
class Collator;
}  // namespace meerkat::bson

namespace meerkat::query {

struct MatchNode;

// --- predicates: does one value satisfy it? ----------------------------------

enum class Comparison : uint8_t { kEq, kLt, kLte, kGt, kGte };

// {$gt: operand}. Only values of the operand's bracket match: numbers with
// numbers, strings with strings and symbols. Null equals missing.
struct Compare {
  Comparison comparison = Comparison::kEq;
  Value operand;
  // Of texts; null compares their bytes. Collate (collate.h) sets it.
  std::shared_ptr<const bson::Collator> collator = nullptr;
};

// {$in: [...]}. `values` are sorted, as the collator has it, and without
// duplicates.
struct In {
  std::vector<Value> values;
  std::vector<Regex> patterns;
  std::shared_ptr<const bson::Collator> collator = nullptr;
};

// {$exists: true}
struct Exists {};

// {$type: ["number", "string"]}
struct HasType {
  TypeSet types;
};

// {$regex: "^a"}; also equals a stored regular expression that is the same.
struct MatchesRegex {
  Regex regex;
};

// {$mod: [divisor, remainder]}
struct Mod {
  int64_t divisor = 1;
  int64_t remainder = 0;
};

// {$size: 3}
struct HasSize {
  int64_t size = 0;
};

// {$bitsAllSet: 5} and its kin.
enum class BitTest : uint8_t { kAllSet, kAllClear, kAnySet, kAnyClear };
struct Bits {
  BitTest test = BitTest::kAllSet;
  BitMask mask;
};

// {$geoWithin: {$box: [[0, 0], [4, 3]]}}: a place inside the region.
struct IsInside {
  geometry::Region region;
  // The operand, as it was given.
  Value source;
};

// {$geoIntersects: {$geometry: ...}}: a place that the region has too.
struct Intersects {
  index::geo::SphereRegion region;
  // The operand, as it was given.
  Value source;
};

// {$near: [0, 0], $maxDistance: 5}: a place within that distance. The order of
// the results is the plan's affair.
struct IsNear {
  geometry::Near near;
  // As given: {$near: ..., $maxDistance: ...}.
  Document source;
};

// {$elemMatch: {a: 1, b: 2}}: a document among the items matches all of it.
struct ElemMatchDocument {
  std::vector<MatchNode> conditions;
};

// {$elemMatch: {$gt: 1, $lt: 5}}: an item satisfies all of it. The conditions
// stand at the empty path, which is the item itself.
struct ElemMatchValue {
  std::vector<MatchNode> conditions;
};

using Predicate = std::variant<Compare, In, Exists, HasType, MatchesRegex, Mod,
                               HasSize, Bits, IsInside, Intersects, IsNear,
                               ElemMatchDocument, ElemMatchValue>;

// --- nodes: does a document satisfy it? --------------------------------------

// All of them; every document when there are none.
struct And {
  std::vector<MatchNode> children;
};

struct Or {
  std::vector<MatchNode> children;
};

struct Nor {
  std::vector<MatchNode> children;
};

// `child` has one entry.
struct Not {
  std::vector<MatchNode> child;
};

// {$alwaysTrue: 1} and {$alwaysFalse: 1}
struct Constant {
  bool value = true;
};

// {$sampleRate: 0.3}
struct SampleRate {
  double rate = 1;
};

// {$jsonSchema: {required: ["name"]}}
struct SatisfiesSchema {
  Schema schema;
  // As given.
  Document source;
};

// {$expr: {$gt: ["$spent", "$budget"]}}: the expression comes to something
// other than false, zero, null and missing.
struct IsTrue {
  Expression expression;
  // As given.
  Value source;
};

// Some value that `path` reaches satisfies the predicate.
struct AtPath {
  bson::FieldPath path;
  Predicate predicate;
};

struct MatchNode {
  using Kind = std::variant<And, Or, Nor, Not, Constant, SampleRate,
                            SatisfiesSchema, IsTrue, AtPath>;

  MatchNode(Kind kind);  // NOLINT: each kind is a node
  MatchNode(const MatchNode&);
  MatchNode(MatchNode&&) noexcept;
  MatchNode& operator=(const MatchNode&);
  MatchNode& operator=(MatchNode&&) noexcept;
  ~MatchNode();

  Kind kind;
};

// Whether `holds` says true of the node or of one inside it. What a predicate
// asks of the items of an array stands at its path, not inside.
bool AnyNode(const MatchNode& node,
             absl::FunctionRef<bool(const MatchNode&)> holds);

// Sorts a list and drops doubles, by its collator. Of values that are equal,
// 1 and 1.0, the one that stays does not depend on their order.
void SortValues(In& in);

}  // namespace meerkat::query
