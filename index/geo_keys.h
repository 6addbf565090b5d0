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

#include <absl/functional/function_ref.h>
#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/geo/cell.h"
#include "index/key_bounds.h"
#include "index/key_generator.h"
#include "index/key_pattern.h"
#include "index/value_encoder.h"

namespace meerkat::index {

// Appends what a key begins with for a cell of this hash: KEY_FORMAT.md,
// section 8.
void AppendCell(uint64_t hash, std::string& key);
// The hash of the cell that the fields of an entry begin with. Error 301
// DataCorruptionDetected.
StatusOr<uint64_t> ReadCell(std::string_view fields);

// All entries in cells with hashes from `first` to `last`.
KeyRange RangeOfCells(uint64_t first, uint64_t last);
// All points that a value has, which an index can hold: what is no place there
// is left out.
void ForEachPoint(const Element& value,
                  absl::FunctionRef<void(const geo::Point&)> visit);

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
