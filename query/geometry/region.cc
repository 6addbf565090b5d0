#include "query/geometry/region.h"

#include <optional>

#include "index/geo/geojson.h"
#include "index/geo/stored_place.h"

namespace meerkat::query::geometry {

namespace geo = index::geo;

namespace {

bool Covers(const geo::Cap& cap, const Element& value) {
  const std::optional<geo::Geometry> geometry = geo::StoredGeometry(value);
  return geometry.has_value() && geo::Contains(cap, *geometry);
}

bool Covers(const geo::Shape& shape, const Element& value) {
  if (const auto* cap = std::get_if<geo::Cap>(&shape)) {
    return Covers(*cap, value);
  }
  const std::optional<geo::Point> point = geo::StoredPoint(value);
  return point.has_value() && geo::Contains(shape, *point);
}

bool Covers(const geo::SphereRegion& region, const Element& value) {
  const std::optional<geo::Geometry> geometry = geo::StoredGeometry(value);
  return geometry.has_value() && region.Contains(*geometry);
}

}  // namespace

bool IsWithin(const Element& value, const Region& region) {
  return std::visit([&](const auto& kind) { return Covers(kind, value); },
                    region);
}

bool Intersects(const Element& value, const geo::SphereRegion& region) {
  const std::optional<geo::Geometry> geometry = geo::StoredGeometry(value);
  return geometry.has_value() && region.Intersects(*geometry);
}

}  // namespace meerkat::query::geometry
