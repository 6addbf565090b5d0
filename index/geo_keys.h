// The entries of an index of kind k2d: {loc: "2d", type: 1}.
//
// One entry for each place of the document, in the order of geohashes
// (geo/cell.h); a document without a place has none, so the index is sparse.
//
//   loc                                      places
//   [x, y], {lng: x, lat: y}                 one, whatever comes behind
//   [[x, y], {lng: x, lat: y}, []]           two
//   5, null, [], {}                          none
//   a.loc through an array at a              those of all items
//
// Of the other fields, nothing reached is null, several values are one array:
// entries are not multiplied. An array in the document gives its items.
//
// Errors: 13068 a single number; 13026 a pair of which one is no number; 13027
// a place outside of the index's plane; 16804 neither number nor pair where a
// place should be, as in GeoJSON. MongoDB manual, "2d Indexes".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/geo/cell.h"
#include "index/key_generator.h"
#include "index/key_pattern.h"
#include "index/value_encoder.h"

namespace meerkat::index {

// Appends what a key begins with for a cell of this hash: KEY_FORMAT.md,
// section 8.
void AppendCell(uint64_t hash, std::string& key);

class GeoKeys : public KeyGenerator {
 public:
  static StatusOr<std::unique_ptr<const KeyGenerator>> Make(
      const IndexSpec& spec);

  Status Generate(DocumentView document, KeySet& keys) const override;

 private:
  GeoKeys(std::vector<KeyPart> parts, const geo::Plane& plane,
          ValueEncoder encoder)
      : parts_(std::move(parts)), plane_(plane), encoder_(std::move(encoder)) {}

  const std::vector<KeyPart> parts_;
  const geo::Plane plane_;
  const ValueEncoder encoder_;
};

}  // namespace meerkat::index
