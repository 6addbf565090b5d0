#include "index/geo/geojson.h"

#include <fmt/format.h>
#include <meerkat/value.h>

#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "index/geo/distance.h"
#include "index/geo/pair.h"
#include "storage/status_macros.h"

namespace meerkat::index::geo {

namespace {

// By GeoJsonType.
constexpr std::array<std::string_view, 7> kTypeNames = {
    "Point",           "LineString",   "Polygon",           "MultiPoint",
    "MultiLineString", "MultiPolygon", "GeometryCollection"};

template <typename... Arguments>
Status BadGeometry(fmt::format_string<Arguments...> format,
                   Arguments&&... arguments) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format(format, std::forward<Arguments>(arguments)...));
}

// --- type and crs ------------------------------------------------------------

StatusOr<GeoJsonType> ReadType(const Element& value) {
  if (value.type() != Type::kDocument) {
    return BadGeometry("a GeoJSON geometry must be an object, found {}",
                       ToString(value));
  }
  const Element type = value.AsDocument().Find("type");
  if (!type.exists()) {
    return BadGeometry("a GeoJSON geometry needs a type");
  }
  for (size_t i = 0; i < kTypeNames.size(); ++i) {
    if (type.type() == Type::kString && type.AsString() == kTypeNames[i]) {
      return static_cast<GeoJsonType>(i);
    }
  }
  return BadGeometry("unknown GeoJSON type: {}", ToString(type));
}

constexpr std::string_view kStrictCrs =
    "urn:x-mongodb:crs:strictwinding:EPSG:4326";
constexpr std::array<std::string_view, 2> kPlainCrs = {
    "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84"};

// The name in {type: "name", properties: {name: "EPSG:4326"}}.
StatusOr<std::string_view> NameOfCrs(const Element& crs) {
  if (crs.type() == Type::kDocument) {
    const Element type = crs.AsDocument().Find("type");
    const Element properties = crs.AsDocument().Find("properties");
    if (type.type() == Type::kString && type.AsString() == "name" &&
        properties.type() == Type::kDocument) {
      const Element name = properties.AsDocument().Find("name");
      if (name.type() == Type::kString) return name.AsString();
    }
  }
  return BadGeometry(
      "crs must be {{type: \"name\", properties: {{name: <string>}}}}, "
      "found {}",
      ToString(crs));
}

// Whether the winding is strict.
StatusOr<bool> ReadCrs(DocumentView geometry, GeoJsonType type) {
  const Element crs = geometry.Find("crs");
  if (!crs.exists()) return false;
  MEERKAT_ASSIGN_OR_RETURN(const std::string_view name, NameOfCrs(crs));
  if (name == kPlainCrs[0] || name == kPlainCrs[1]) return false;
  if (name != kStrictCrs) return BadGeometry("unknown crs: {}", ToString(crs));
  if (type == GeoJsonType::kPolygon) return true;
  return BadGeometry("only a Polygon can have the crs {}", kStrictCrs);
}

// --- positions ---------------------------------------------------------------

StatusOr<Point> ReadPosition(const Element& value) {
  if (!HasElements(value)) {
    return BadGeometry("a position must be an array or an object, found {}",
                       ToString(value));
  }
  const std::optional<Point> point = ToPoint(FirstTwo(value.AsDocument()));
  if (!point.has_value()) {
    return BadGeometry(
        "a position must begin with two finite numbers, found {}",
        ToString(value));
  }
  if (IsOnSphere(*point)) return *point;
  return BadGeometry("longitude/latitude is out of bounds, lng: {} lat: {}",
                     point->x, point->y);
}

Status CheckArray(const Element& value, std::string_view what) {
  if (value.type() == Type::kArray) return absl::OkStatus();
  return BadGeometry("{} must be an array, found {}", what, ToString(value));
}

// Positions in a row, without those that repeat the one before.
StatusOr<Line> ReadPositions(const Element& value, std::string_view what) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(value, what));
  Line line;
  for (const Element& item : value.AsDocument()) {
    MEERKAT_ASSIGN_OR_RETURN(const Point point, ReadPosition(item));
    if (line.empty() || !IsSamePlace(line.back(), point)) line.push_back(point);
  }
  return line;
}

StatusOr<Line> ReadLine(const Element& value) {
  MEERKAT_ASSIGN_OR_RETURN(Line line, ReadPositions(value, "a LineString"));
  if (line.size() >= 2) return line;
  return BadGeometry("a LineString needs two different positions, found {}",
                     ToString(value));
}

StatusOr<Ring> ReadRing(const Element& value) {
  MEERKAT_ASSIGN_OR_RETURN(Ring ring,
                           ReadPositions(value, "a ring of a Polygon"));
  if (ring.size() < 2) {
    return BadGeometry(
        "a ring needs three different positions, and the first again at its "
        "end, found {}",
        ToString(value));
  }
  if (!IsSamePlace(ring.front(), ring.back())) {
    return BadGeometry(
        "a ring must end where it begins, found [{}, {}] and [{}, {}]",
        ring.front().x, ring.front().y, ring.back().x, ring.back().y);
  }
  ring.pop_back();
  if (ring.size() >= 3) return ring;
  return BadGeometry("a ring needs three different positions, found {}",
                     ToString(value));
}

StatusOr<Rings> ReadRings(const Element& value) {
  MEERKAT_RETURN_IF_ERROR(CheckArray(value, "a Polygon"));
  Rings rings;
  for (const Element& item : value.AsDocument()) {
    MEERKAT_ASSIGN_OR_RETURN(Ring ring, ReadRing(item));
    rings.push_back(std::move(ring));
  }
  if (rings.empty()) return BadGeometry("a Polygon needs a ring");
  return rings;
}

// --- geometries --------------------------------------------------------------

// All of a multi-part geometry, each read by `read`.
template <typename Part>
Status ReadParts(const Element& value, GeoJsonType type,
                 StatusOr<Part> (*read)(const Element&),
                 std::vector<Part>& out) {
  const std::string_view name = kTypeNames[static_cast<size_t>(type)];
  MEERKAT_RETURN_IF_ERROR(CheckArray(value, name));
  for (const Element& item : value.AsDocument()) {
    MEERKAT_ASSIGN_OR_RETURN(Part part, read(item));
    out.push_back(std::move(part));
  }
  if (!out.empty()) return absl::OkStatus();
  return BadGeometry("{} needs a part", name);
}

template <typename Part>
Status ReadPart(const Element& value, StatusOr<Part> (*read)(const Element&),
                std::vector<Part>& out) {
  MEERKAT_ASSIGN_OR_RETURN(Part part, read(value));
  out.push_back(std::move(part));
  return absl::OkStatus();
}

template <typename Part>
void MoveParts(std::vector<Part>& from, std::vector<Part>& to) {
  for (Part& part : from) to.push_back(std::move(part));
}

Status ReadCollection(const Element& value, Geometry& out) {
  MEERKAT_RETURN_IF_ERROR(
      CheckArray(value, "geometries of a GeometryCollection"));
  for (const Element& item : value.AsDocument()) {
    // Told before it is read, for its depth is the user's.
    MEERKAT_ASSIGN_OR_RETURN(const GeoJsonType type, ReadType(item));
    if (type == GeoJsonType::kGeometryCollection) {
      return BadGeometry("a GeometryCollection cannot be inside another");
    }
    MEERKAT_ASSIGN_OR_RETURN(Geometry part, ReadGeoJson(item));
    if (part.is_strict) {
      return BadGeometry(
          "a geometry of a GeometryCollection cannot have the crs {}",
          kStrictCrs);
    }
    MoveParts(part.points, out.points);
    MoveParts(part.lines, out.lines);
    MoveParts(part.polygons, out.polygons);
  }
  if (!value.AsDocument().empty()) return absl::OkStatus();
  return BadGeometry("a GeometryCollection needs a geometry");
}

Status ReadCoordinates(DocumentView document, Geometry& out) {
  const Element value = document.Find("coordinates");
  switch (out.type) {
    case GeoJsonType::kPoint:
      return ReadPart(value, &ReadPosition, out.points);
    case GeoJsonType::kLineString:
      return ReadPart(value, &ReadLine, out.lines);
    case GeoJsonType::kPolygon:
      return ReadPart(value, &ReadRings, out.polygons);
    case GeoJsonType::kMultiPoint:
      return ReadParts(value, out.type, &ReadPosition, out.points);
    case GeoJsonType::kMultiLineString:
      return ReadParts(value, out.type, &ReadLine, out.lines);
    case GeoJsonType::kMultiPolygon:
      return ReadParts(value, out.type, &ReadRings, out.polygons);
    case GeoJsonType::kGeometryCollection:
      return ReadCollection(document.Find("geometries"), out);
  }
  return absl::OkStatus();
}

bool IsPole(const Point& point) { return std::abs(point.y) == 90; }

bool IsDateLine(const Point& point) { return std::abs(point.x) == 180; }

}  // namespace

StatusOr<Geometry> ReadGeoJson(const Element& value) {
  Geometry geometry;
  MEERKAT_ASSIGN_OR_RETURN(geometry.type, ReadType(value));
  const DocumentView document = value.AsDocument();
  MEERKAT_ASSIGN_OR_RETURN(geometry.is_strict,
                           ReadCrs(document, geometry.type));
  MEERKAT_RETURN_IF_ERROR(ReadCoordinates(document, geometry));
  if (!geometry.is_strict || geometry.polygons[0].size() == 1) return geometry;
  return BadGeometry("a Polygon with the crs {} must have one ring, found {}",
                     kStrictCrs, geometry.polygons[0].size());
}

StatusOr<Point> ReadGeoJsonPoint(const Element& value) {
  MEERKAT_ASSIGN_OR_RETURN(const GeoJsonType type, ReadType(value));
  if (type != GeoJsonType::kPoint) {
    return BadGeometry("the geometry must be a Point, found {}",
                       kTypeNames[static_cast<size_t>(type)]);
  }
  MEERKAT_RETURN_IF_ERROR(ReadCrs(value.AsDocument(), type).status());
  return ReadPosition(value.AsDocument().Find("coordinates"));
}

bool IsSamePlace(const Point& a, const Point& b) {
  if (a.y != b.y) return false;
  return a.x == b.x || IsPole(a) || (IsDateLine(a) && IsDateLine(b));
}

}  // namespace meerkat::index::geo
