#include "index/geo/stored_place.h"

#include <utility>

#include "index/geo/distance.h"
#include "index/geo/pair.h"

namespace meerkat::index::geo {

namespace {

template <typename T>
std::optional<T> ValueOrNothing(StatusOr<T> value) {
  if (!value.ok()) return std::nullopt;
  return *std::move(value);
}

Geometry ToGeometry(const Point& point) {
  Geometry geometry;
  geometry.points.push_back(point);
  return geometry;
}

}  // namespace

std::optional<Point> StoredPoint(const Element& value) {
  if (!HasElements(value)) return std::nullopt;
  if (IsPair(value)) return ToPoint(FirstTwo(value.AsDocument()));
  return ValueOrNothing(ReadGeoJsonPoint(value));
}

std::optional<Geometry> StoredGeometry(const Element& value) {
  if (!HasElements(value)) return std::nullopt;
  if (IsPair(value)) {
    const std::optional<Point> point = ToPoint(FirstTwo(value.AsDocument()));
    if (!point.has_value() || !IsOnSphere(*point)) return std::nullopt;
    return ToGeometry(*point);
  }
  std::optional<Geometry> geometry = ValueOrNothing(ReadGeoJson(value));
  if (geometry.has_value() && geometry->is_strict) return std::nullopt;
  return geometry;
}

}  // namespace meerkat::index::geo
