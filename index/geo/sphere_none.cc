// The sphere of a build without S2.
#ifndef MEERKAT_HAS_S2

#include <algorithm>
#include <utility>

#include "index/geo/sphere.h"

namespace meerkat::index::geo {

struct SphereRegion::Compiled {};

SphereRegion::SphereRegion(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

bool HasSphere() { return false; }

StatusOr<SphereRegion> SphereRegion::Make(const Geometry&) {
  return MakeError(ErrorCode::kNotImplemented,
                   "this build of Meerkat has no $geometry: it was built "
                   "without the library S2");
}

// No region is ever made.
bool SphereRegion::Contains(const Geometry&) const { return false; }
bool SphereRegion::Intersects(const Geometry&) const { return false; }

bool Contains(const Cap& cap, const Geometry& geometry) {
  return geometry.lines.empty() && geometry.polygons.empty() &&
         std::ranges::all_of(geometry.points, [&](const Point& point) {
           return Contains(cap, point);
         });
}

}  // namespace meerkat::index::geo

#endif
