// What geometries cover on the sphere, whose edges are great circles.
//
//   StatusOr<SphereRegion> city = SphereRegion::Make(*ReadGeoJson(polygon));
//   if (city->Contains(*StoredGeometry(value))) ...
//
// Borders belong to a geometry, and are kBorder thick: what is written as lying
// on an edge rarely does so exactly. A polygon lies on the side of its ring
// that is smaller than half of the sphere, whichever way the ring runs; only
// strict winding takes its left side.
//
// By S2, which a build may lack (MEERKAT_WITH_S2): see HasSphere.
// MongoDB manual, "$geoWithin", "$geoIntersects", "GeoJSON Objects".
#pragma once

#include <meerkat/status.h>

#include <memory>

#include "index/geo/geojson.h"
#include "index/geo/shape.h"

namespace meerkat::index::geo {

// In radians: 6 mm on earth.
inline constexpr double kBorder = 1e-9;

// Whether this build knows the sphere.
bool HasSphere();

// A geometry that is compared with many: compiled once, and then immutable, so
// that any number of threads may ask. Copies share it.
class SphereRegion {
 public:
  // Errors: 2 BadValue for polygons whose rings cross or touch themselves or
  // each other, whose first ring is not around all others, or whose holes have
  // holes; and for lines with an edge from a place to the one opposite. 238
  // NotImplemented in a build without S2.
  static StatusOr<SphereRegion> Make(const Geometry& geometry);

  // Whether each part of `geometry` lies inside one of the polygons, or on its
  // border. False for geometries that Make would refuse.
  bool Contains(const Geometry& geometry) const;

  // Whether the two have a place in common; two polygons, a place inside of
  // both: neighbours that share a corner or an edge do not intersect. False for
  // geometries that Make would refuse.
  bool Intersects(const Geometry& geometry) const;

 private:
  struct Compiled;

  explicit SphereRegion(std::shared_ptr<const Compiled> compiled);

  std::shared_ptr<const Compiled> compiled_;
};

// Whether all of `geometry` lies in the cap. False for geometries that
// SphereRegion::Make would refuse, and in a build without S2 for all that are
// not points.
bool Contains(const Cap& cap, const Geometry& geometry);

}  // namespace meerkat::index::geo
