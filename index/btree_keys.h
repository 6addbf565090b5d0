// The entries of an index of kind kBtree: {a: 1, "b.c": -1}.
//
//   document                       index               keys
//   {a: 5}                         a: 1                5
//   {}                             a: 1                null; none when sparse
//   {a: [3, 1, 3]}                 a: 1                1, 3
//   {a: []}                        a: 1                undefined
//   {a: [[1, 2]]}                  a: 1                [1, 2]
//   {a: [{b: 1}, {b: 2}, 7]}       a.b: 1              1, 2, null
//   {a: []}                        a.b: 1              null
//   {a: [5, 6]}                    a.1: 1              6
//   {a: [{x: 1, y: 2}, {x: 3}]}    a.x: 1, a.y: 1      (1, 2), (3, null)
//   {a: [1, 2], b: 7}              a: 1, b: 1          (1, 7), (2, 7)
//   {a: [1], b: [2]}               a: 1, b: 1          an error
//
// A sparse index has the keys in which some field exists. A unique one has no
// other entries than one that is not.
//
// Errors: 171 CannotIndexParallelArrays when two fields lead into different
// arrays; 16746 when a number in a path is a position of an array as well as a
// field of its items. MongoDB manual, "Multikey Indexes", "Sparse Indexes".
#pragma once

#include <meerkat/status.h>

#include <memory>
#include <utility>
#include <vector>

#include "index/key_generator.h"
#include "index/key_pattern.h"
#include "index/value_encoder.h"

namespace meerkat::index {

class BtreeKeys : public KeyGenerator {
 public:
  static StatusOr<std::unique_ptr<const KeyGenerator>> Make(
      const IndexSpec& spec);

  Status Generate(DocumentView document, KeySet& keys) const override;

 private:
  BtreeKeys(std::vector<KeyPart> parts, bool is_sparse, ValueEncoder encoder)
      : parts_(std::move(parts)),
        is_sparse_(is_sparse),
        encoder_(std::move(encoder)) {}

  const std::vector<KeyPart> parts_;
  const bool is_sparse_;
  const ValueEncoder encoder_;
};

}  // namespace meerkat::index
