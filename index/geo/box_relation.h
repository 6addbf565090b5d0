// How a shape lies to a box: what a cover of the shape is made by.
#pragma once

#include <cstdint>
#include <vector>

#include "index/geo/shape.h"

namespace meerkat::index::geo {

enum class Relation : uint8_t {
  // No point of the box is in the shape.
  kApart,
  // Some may be.
  kMixed,
  // All are, as far as they are places that the shape can have.
  kInside,
};

// Relations err to kMixed only, whatever roundings do: kApart says that
// Contains(shape, point) is false for all points of the box.
Relation Relate(const Box& shape, const Box& box);
Relation Relate(const Circle& shape, const Box& box);
Relation Relate(const Cap& shape, const Box& box);

// The edges of a polygon near a box, by the number of the point they begin at.
// Empty for a box that no edge comes near.
using Edges = std::vector<uint32_t>;
Edges AllEdges(const Polygon& polygon);

// Keeps of `edges` those that come near the box.
Edges EdgesNear(const Polygon& polygon, const Edges& edges, const Box& box);
// REQUIRES: `edges` are those near the box.
Relation Relate(const Polygon& polygon, const Edges& edges, const Box& box);

}  // namespace meerkat::index::geo
