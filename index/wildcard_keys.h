// The entries of an index of kind kWildcard: {"$**": 1}, {a: 1, "b.$**": 1}.
//
// An entry has two fields in place of the wildcard: a path, ascending, and a
// value there, in the direction of the wildcard.
//
//   document                   index        keys
//   {a: 1, b: {c: "x"}}        $**: 1       ("a", 1), ("b.c", "x")
//   {a: [1, {b: 2}, [3]]}      $**: 1       ("a", 1), ("a", [3]), ("a.b", 2)
//   {a: {}, b: [], c: [[]]}    $**: 1       ("a", {}), ("b", undefined),
//                                           ("c", [])
//   {a: {b: 1}, c: 2}          a.$**: 1     ("a.b", 1)
//   {_id: 1}                   $**: 1       none, unless _id is asked for
//   {x: 7, a: {b: 1, c: 2}}    x: 1, a.$**: 1   (7, "a.b", 1), (7, "a.c", 2)
//   {x: 7}                     x: 1, a.$**: 1   (7, MinKey, MinKey)
//   {a: {b: 1}}                x: 1, a.$**: 1   (null, "a.b", 1)
//
// A document in which no field of the index exists has none. Documents and
// arrays stand for their leaves only, but for arrays directly in arrays. Error
// 171 when a field beside the wildcard is, or is in, an array. MongoDB manual,
// "Wildcard Indexes".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "index/key_generator.h"
#include "index/key_pattern.h"
#include "index/value_encoder.h"
#include "index/wildcard_projection.h"

namespace meerkat::index {

class WildcardKeys : public KeyGenerator {
 public:
  static StatusOr<std::unique_ptr<const KeyGenerator>> Make(
      const IndexSpec& spec);

  // The set says that part `wildcard` met an array, as component 0, whatever
  // the path.
  Status Generate(DocumentView document, KeySet& keys) const override;

 private:
  WildcardKeys(std::vector<KeyPart> parts, size_t wildcard,
               WildcardProjection projection, ValueEncoder encoder)
      : parts_(std::move(parts)),
        wildcard_(wildcard),
        projection_(std::move(projection)),
        encoder_(std::move(encoder)) {}

  const std::vector<KeyPart> parts_;
  // Which of the parts.
  const size_t wildcard_;
  const WildcardProjection projection_;
  const ValueEncoder encoder_;
};

}  // namespace meerkat::index
