#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "query/geometry/parse.h"
#include "storage/bson/number.h"
#include "storage/status_macros.h"

namespace meerkat::query::geometry {

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

StatusOr<Shape> ParseBox(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const auto corners, Elements(shape));
  if (corners.size() != 2) return BadShape(shape, "needs two corners");
  MEERKAT_ASSIGN_OR_RETURN(const Point a, ParsePoint(corners[0]));
  MEERKAT_ASSIGN_OR_RETURN(const Point b, ParsePoint(corners[1]));
  return Box{{std::min(a.x, b.x), std::min(a.y, b.y)},
             {std::max(a.x, b.x), std::max(a.y, b.y)}};
}

StatusOr<Shape> ParsePolygon(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const auto corners, Elements(shape));
  Polygon polygon;
  for (const Element& corner : corners) {
    MEERKAT_ASSIGN_OR_RETURN(const Point point, ParsePoint(corner));
    polygon.points.push_back(point);
  }
  if (polygon.points.size() < 3) {
    return BadShape(shape, "Polygon must have at least 3 points");
  }
  return Shape(std::move(polygon));
}

// [center, radius], whose center `parse` reads.
StatusOr<Circle> ParseRound(const Element& shape,
                            StatusOr<Point> (*parse)(const Element&)) {
  MEERKAT_ASSIGN_OR_RETURN(const auto parts, Elements(shape));
  if (parts.size() != 2) return BadShape(shape, "needs a center and a radius");
  MEERKAT_ASSIGN_OR_RETURN(const Point center, parse(parts[0]));
  const double radius = parts[1].is_number() ? bson::ToDouble(parts[1]) : -1;
  if (radius >= 0) return Circle{center, radius};
  return BadShape(shape, "radius must be a non-negative number");
}

StatusOr<Shape> ParseCenter(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const Circle circle, ParseRound(shape, ParsePoint));
  return circle;
}

StatusOr<Shape> ParseCenterSphere(const Element& shape) {
  MEERKAT_ASSIGN_OR_RETURN(const Circle circle, ParseRound(shape, ParseLngLat));
  return Cap{circle.center, circle.radius};
}

StatusOr<Shape> RefuseGeometry(const Element& shape) {
  return MakeError(
      ErrorCode::kNotImplemented,
      fmt::format("this version of Meerkat does not have {}", shape.name()));
}

struct Specifier {
  std::string_view name;
  StatusOr<Shape> (*parse)(const Element& shape);
};

constexpr Specifier kSpecifiers[] = {
    {"$box", &ParseBox},
    {"$center", &ParseCenter},
    {"$centerSphere", &ParseCenterSphere},
    {"$geometry", &RefuseGeometry},
    {"$polygon", &ParsePolygon},
};

}  // namespace

StatusOr<Shape> ParseShape(const Element& operand) {
  if (operand.type() != Type::kDocument) {
    return BadShape(operand, "needs an object");
  }
  std::vector<Element> shapes;
  for (const Element& shape : operand.AsDocument()) {
    if (shape.name() != "$uniqueDocs") shapes.push_back(shape);
  }
  if (shapes.size() != 1) return BadShape(operand, "needs one shape");
  for (const Specifier& row : kSpecifiers) {
    if (row.name == shapes[0].name()) return row.parse(shapes[0]);
  }
  return BadShape(operand, "unknown geo specifier");
}

}  // namespace meerkat::query::geometry
