#include "query/geometry/region.h"

#include <optional>

#include "index/geo/geojson.h"
#include "index/geo/pair.h"
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

size_t MostPositions(const Element& value) {
  // A coordinate has a type, a name and an int32 at least.
  constexpr size_t kLeastBytes = 2 * (3 + 4);
  return geo::HasElements(value) ? value.payload().size() / kLeastBytes : 0;
}

size_t PositionsToTest(const Element& value, const Region& region) {
  if (!geo::HasElements(value)) return 0;
  const auto* shape = std::get_if<geo::Shape>(&region);
  const auto* polygon =
      shape != nullptr ? std::get_if<geo::Polygon>(shape) : nullptr;
  return polygon != nullptr ? polygon->points.size() : MostPositions(value);
}

bool IsWithin(const Element& value, const Region& region) {
  return std::visit([&](const auto& kind) { return Covers(kind, value); },
                    region);
}

bool Intersects(const Element& value, const geo::SphereRegion& region) {
  const std::optional<geo::Geometry> geometry = geo::StoredGeometry(value);
  return geometry.has_value() && region.Intersects(*geometry);
}

}  // namespace meerkat::query::geometry
