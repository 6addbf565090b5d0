// Cover: the cells of a plane in which the points of a shape are.
//
//   for (const HashRange& range : Cover(plane, shape)) scan(range);
//
// Every point of the shape is in one of the ranges; what else is in them is as
// little as the number of ranges allows. So a 2d index is scanned range by
// range, and each document found is checked against the shape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "index/geo/cell.h"
#include "index/geo/shape.h"

namespace meerkat::index::geo {

// The hashes of neighbouring cells, both ends included.
struct HashRange {
  uint64_t first = 0;
  // All bits below the plane's last level are 1: a point of the index in this
  // range has a hash from `first` to `last`.
  uint64_t last = 0;

  friend bool operator==(const HashRange&, const HashRange&) = default;
};

inline constexpr size_t kMaxRanges = 32;

// Ascending, apart from each other, at most `max_ranges`; none when the shape
// has no point of the plane. A cap goes on over the poles and the date line,
// and has points of the plane only where these are places on the sphere.
// A polygon of very many edges is covered as the box around it.
// REQUIRES: max_ranges > 0.
std::vector<HashRange> Cover(const Plane& plane, const Shape& shape,
                             size_t max_ranges = kMaxRanges);

// What is in `ranges` and not in `others`, both ascending and apart: what a
// search that widens its circle has not scanned yet.
std::vector<HashRange> Without(const std::vector<HashRange>& ranges,
                               const std::vector<HashRange>& others);

}  // namespace meerkat::index::geo
