// Geometries as S2 has them; for sphere.cc alone, and only in builds with S2.
#pragma once

#include <meerkat/status.h>
#include <s2/s2latlng.h>
#include <s2/s2point.h>
#include <s2/s2polygon.h>
#include <s2/s2polyline.h>

#include <memory>
#include <vector>

#include "index/geo/geojson.h"

namespace meerkat::index::geo {

// A place that has many names, as the poles do, goes by one of them: for S2
// each would be a position of its own.
S2LatLng ToLatLng(const Point& point);
S2Point ToS2(const Point& point);
std::vector<S2Point> ToS2(const std::vector<Point>& points);

// Error: 2 BadValue for an edge from a place to the one opposite, since every
// way between them is the shortest.
StatusOr<std::unique_ptr<S2Polyline>> ToPolyline(const Line& line);

// Errors: as SphereRegion::Make.
StatusOr<std::unique_ptr<S2Polygon>> ToPolygon(const Rings& rings,
                                               bool is_strict);

}  // namespace meerkat::index::geo
