// Reads the points and shapes of filters.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include "index/geo/shape.h"
#include "index/geo/sphere.h"
#include "query/geometry/region.h"

namespace meerkat::query::geometry {

// [x, y], or {any: x, any: y}. Errors, 2 BadValue: it is neither array nor
// object, has not two elements, or not two finite numbers.
StatusOr<index::geo::Point> ParsePoint(const Element& value);
// The same, on the sphere. Error: also 2 BadValue for degrees out of bounds.
StatusOr<index::geo::Point> ParseLngLat(const Element& value);

// What {$geoWithin: <operand>} asks for; {$uniqueDocs: ...} beside the shape is
// without effect, and so are corners of $box after the second. Errors: 2
// BadValue for malformed and unknown shapes, and for a $geometry without
// polygons; for $geometry also those of SphereRegion::Make.
StatusOr<Region> ParseWithin(const Element& operand);

// What {$geoIntersects: {$geometry: ...}} asks for: any kind of geometry, or a
// pair as a Point. Errors: 2 BadValue for all but $geometry, and those of
// ParseWithin.
StatusOr<index::geo::SphereRegion> ParseIntersects(const Element& operand);

}  // namespace meerkat::query::geometry
