#include <fmt/format.h>
#include <meerkat/value.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "index/geo/geojson.h"
#include "index/geo/pair.h"
#include "query/geometry/parse.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::geometry {

namespace geo = index::geo;

namespace {

Status BadShape(const Element& shape, std::string_view complaint) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("{}: {}, found {}", shape.name(), complaint,
                               ToString(shape)));
}

// The elements of an array, or of an object, whose names say nothing.
StatusOr<std::vector<Element>> Elements(const Element& shape) {
  if (shape.type() != Type::kArray && shape.type() != Type::kDocument) {
    return BadShape(shape, "must be an array or object");
  }
  return std::vector<Element>(shape.AsDocument().begin(),
                              shape.AsDocument().end());
}

// Of more corners than two the first two count.
StatusOr<geo::Shape> ParseBox(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const auto corners, Elements(shape));
  if (corners.size() < 2) return BadShape(shape, "needs two corners");
  MEERKAT_ASSIGN_OR_RETURN(const geo::Point a, ParsePoint(corners[0]));
  MEERKAT_ASSIGN_OR_RETURN(const geo::Point b, ParsePoint(corners[1]));
  return geo::Box{{std::min(a.x, b.x), std::min(a.y, b.y)},
                  {std::max(a.x, b.x), std::max(a.y, b.y)}};
}

StatusOr<geo::Shape> ParsePolygon(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const auto corners, Elements(shape));
  geo::Polygon polygon;
  for (const Element& corner : corners) {
    MEERKAT_ASSIGN_OR_RETURN(const geo::Point point, ParsePoint(corner));
    polygon.points.push_back(point);
  }
  if (polygon.points.size() < 3) {
    return BadShape(shape, "Polygon must have at least 3 points");
  }
  return geo::Shape(std::move(polygon));
}

// [center, radius], whose center `parse` reads.
StatusOr<geo::Circle> ParseRound(
    const Element& shape, StatusOr<geo::Point> (*parse)(const Element&)) {
  MEERKAT_ASSIGN_OR_RETURN(const auto parts, Elements(shape));
  if (parts.size() != 2) return BadShape(shape, "needs a center and a radius");
  MEERKAT_ASSIGN_OR_RETURN(const geo::Point center, parse(parts[0]));
  const double radius = parts[1].is_number() ? bson::ToDouble(parts[1]) : -1;
  if (radius >= 0) return geo::Circle{center, radius};
  return BadShape(shape, "radius must be a non-negative number");
}

StatusOr<geo::Shape> ParseCenter(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const geo::Circle circle,
                           ParseRound(shape, ParsePoint));
  return circle;
}

StatusOr<geo::Shape> ParseCenterSphere(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const geo::Circle circle,
                           ParseRound(shape, ParseLngLat));
  return geo::Cap{circle.center, circle.radius};
}

struct Specifier {
  std::string_view name;
  StatusOr<geo::Shape> (*parse)(const Element& shape);
};

constexpr Specifier kSpecifiers[] = {
    {"$box", &ParseBox},
    {"$center", &ParseCenter},
    {"$centerSphere", &ParseCenterSphere},
    {"$polygon", &ParsePolygon},
};

StatusOr<geo::Shape> ParseShape(const Element& shape) {
  for (const Specifier& row : kSpecifiers) {
    if (row.name == shape.name()) return row.parse(shape);
  }
  return BadShape(shape, "unknown geo specifier");
}

// The error of a $geometry, under its name.
Status BadGeometry(const Element& shape, const Status& error) {
  return MakeError(ErrorCodeOf(error),
                   fmt::format("{}: {}", shape.name(), ErrorMessageOf(error)));
}

StatusOr<geo::SphereRegion> ToRegion(const Element& shape,
                                     const geo::Geometry& geometry) {
  StatusOr<geo::SphereRegion> region = geo::SphereRegion::Make(geometry);
  if (!region.ok()) return BadGeometry(shape, region.status());
  return region;
}

// The one shape of {$box: ..., $uniqueDocs: ...}.
StatusOr<Element> OnlyShape(const Element& operand) {
  if (operand.type() != Type::kDocument) {
    return BadShape(operand, "needs an object");
  }
  std::vector<Element> shapes;
  for (const Element& shape : operand.AsDocument()) {
    if (shape.name() != "$uniqueDocs") shapes.push_back(shape);
  }
  if (shapes.size() != 1) return BadShape(operand, "needs one shape");
  return shapes[0];
}

bool IsGeometry(const Element& shape) { return shape.name() == "$geometry"; }

// A geometry of GeoJSON, or a pair, which is a Point.
StatusOr<geo::Geometry> ReadGeometry(const Element& value) {
  if (!geo::IsPair(value)) return geo::ReadGeoJson(value);
  geo::Geometry point;
  MEERKAT_ASSIGN_OR_RETURN(const geo::Point place, ParseLngLat(value));
  point.points.push_back(place);
  return point;
}

}  // namespace

StatusOr<Region> ParseWithin(const Element& operand) {
  MEERKAT_ASSIGN_OR_RETURN(const Element shape, OnlyShape(operand));
  if (!IsGeometry(shape)) return ParseShape(shape);
  const StatusOr<geo::Geometry> geometry = ReadGeometry(shape);
  if (!geometry.ok()) return BadGeometry(shape, geometry.status());
  if (!geometry->polygons.empty()) return ToRegion(shape, *geometry);
  return BadShape(operand, "needs a geometry with polygons");
}

StatusOr<geo::SphereRegion> ParseIntersects(const Element& operand) {
  MEERKAT_ASSIGN_OR_RETURN(const Element shape, OnlyShape(operand));
  if (!IsGeometry(shape)) return BadShape(operand, "needs a $geometry");
  const StatusOr<geo::Geometry> geometry = ReadGeometry(shape);
  if (!geometry.ok()) return BadGeometry(shape, geometry.status());
  return ToRegion(shape, *geometry);
}

}  // namespace meerkat::query::geometry
