// Reads points and shapes, from filters and from stored documents.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <optional>

#include "query/geometry/shapes.h"

namespace meerkat::query::geometry {

// A point of a filter: [x, y], or {any: x, any: y}. Errors, 2 BadValue: it is
// neither array nor object, has not two elements, or not two finite numbers.
StatusOr<Point> ParsePoint(const Element& value);
// The same, on the sphere. Error: also 2 BadValue for degrees out of bounds.
StatusOr<Point> ParseLngLat(const Element& value);
// {type: "Point", coordinates: [lng, lat]}. Errors: 2 BadValue.
StatusOr<Point> ParseGeoJsonPoint(const Element& value);

// What {$geoWithin: <operand>} asks for; {$uniqueDocs: ...} beside the shape is
// without effect. Errors: 2 BadValue for malformed and unknown shapes; 238
// NotImplemented for $geometry, which this version does not have.
StatusOr<Shape> ParseShape(const Element& operand);

// The place that a stored value is: [x, y], {any: x, any: y}, more elements
// not looked at, or a GeoJSON Point. Nothing for all else.
std::optional<Point> StoredPoint(const Element& value);

}  // namespace meerkat::query::geometry
