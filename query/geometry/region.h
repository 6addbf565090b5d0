// Region: what {$geoWithin: ...} asks for, and whether a stored value is in it.
//
//   $box, $center, $polygon    points on the plane: pairs and GeoJSON Points
//   $centerSphere, $geometry   geometries on the sphere: pairs, if they are a
//                              longitude and a latitude, and all of GeoJSON
//
// A geometry is in a region when all of it is. Immutable, so that many threads
// may ask. MongoDB manual, "$geoWithin", "$geoIntersects".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstddef>
#include <variant>

#include "index/geo/shape.h"
#include "index/geo/sphere.h"

namespace meerkat::query::geometry {

using Region = std::variant<index::geo::Shape, index::geo::SphereRegion>;

// How many positions a value has at most, if it is a place.
size_t MostPositions(const Element& value);
// How many positions IsWithin has to look at: what it costs.
size_t PositionsToTest(const Element& value, const Region& region);

// False for a value that is no place.
bool IsWithin(const Element& value, const Region& region);
bool Intersects(const Element& value, const index::geo::SphereRegion& region);

}  // namespace meerkat::query::geometry
