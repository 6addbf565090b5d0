// The places that a stored value is, for the plane and for the sphere.
//
//   [1, 2], {x: 1, y: 2}, [1, 2, "more"]           a pair
//   {type: "Point", coordinates: [1, 2]}           GeoJSON
//
// An array is a pair, and so is an object that begins with a number. What is
// malformed is no place: there are no errors here.
// MongoDB manual, "Geospatial Queries".
#pragma once

#include <meerkat/document.h>

#include <optional>

#include "index/geo/geojson.h"
#include "index/geo/shape.h"

namespace meerkat::index::geo {

// A pair, or a GeoJSON Point; other geometries do not lie on the plane.
std::optional<Point> StoredPoint(const Element& value);

// A pair that is a longitude and a latitude, as a Point, or any geometry of
// GeoJSON; nothing for polygons of strict winding, which are for asking only.
std::optional<Geometry> StoredGeometry(const Element& value);

}  // namespace meerkat::index::geo
