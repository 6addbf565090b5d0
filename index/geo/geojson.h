// GeoJSON: geometries whose positions are longitude and latitude.
//
//   {type: "Point", coordinates: [13.4, 52.5]}
//   {type: "LineString", coordinates: [[0, 0], [4, 0], [4, 3]]}
//   {type: "Polygon", coordinates: [[[0, 0], [4, 0], [4, 3], [0, 0]]]}
//   {type: "GeometryCollection", geometries: [{type: "Point", ...}, ...]}
//
// Here it is only read: counted, closed, within the bounds of longitude and
// latitude. Whether a ring crosses itself and what the geometry covers is for
// sphere.h to say.
// MongoDB manual, "GeoJSON Objects"; RFC 7946.
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <vector>

#include "index/geo/shape.h"

namespace meerkat::index::geo {

enum class GeoJsonType : uint8_t {
  kPoint,
  kLineString,
  kPolygon,
  kMultiPoint,
  kMultiLineString,
  kMultiPolygon,
  kGeometryCollection,
};

// Two positions or more, no neighbours the same.
using Line = std::vector<Point>;

// Three positions or more, no neighbours the same. The last is joined with the
// first, which in GeoJSON comes twice and here once.
using Ring = std::vector<Point>;

// The outer ring, then the holes. REQUIRES: one ring or more.
using Rings = std::vector<Ring>;

// Any geometry as the parts that it is made of: what is said of a multi-part
// geometry or a collection is said of its parts.
struct Geometry {
  GeoJsonType type = GeoJsonType::kPoint;
  std::vector<Point> points;
  std::vector<Line> lines;
  std::vector<Rings> polygons;
  // Of a polygon with the crs urn:x-mongodb:crs:strictwinding:EPSG:4326: its
  // inside lies left of its ring, however large that is. It has one ring.
  // Without, it is the smaller part of the sphere that a ring cuts off.
  bool is_strict = false;
};

// Positions may have more than two elements, be objects instead of arrays,
// whose names say nothing, and geometries have more fields: nobody looks at
// them. Errors, 2 BadValue: `value` is no object; its type is none of the
// seven; coordinates are no array, too few, no numbers or out of bounds; a ring
// is not closed; a crs is unknown; a collection is inside another.
StatusOr<Geometry> ReadGeoJson(const Element& value);

// The same for geometries of type Point, as they are the most and need no
// memory. Error: also 2 BadValue for any other type.
StatusOr<Point> ReadGeoJsonPoint(const Element& value);

// Whether two positions are one place: 180 and -180 degrees are one longitude,
// and a pole has them all.
bool IsSamePlace(const Point& a, const Point& b);

}  // namespace meerkat::index::geo
