#include "index/geo/geojson.h"

#include <meerkat/json.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/geo/stored_place.h"
#include "tests/catch.hpp"

namespace meerkat::index::geo {
namespace {

Document Json(std::string_view text) {
  const StatusOr<Document> document =
      ParseJson("{\"v\": " + std::string(text) + "}");
  INFO(text);
  REQUIRE(document.ok());
  return *document;
}

Geometry Read(std::string_view text) {
  const StatusOr<Geometry> geometry = ReadGeoJson(Json(text)["v"]);
  INFO(text);
  INFO(geometry.status());
  REQUIRE(geometry.ok());
  return *geometry;
}

TEST_CASE("each type of GeoJSON is read into its parts") {
  const Geometry point = Read(R"({"type": "Point", "coordinates": [1, 2]})");
  CHECK(point.type == GeoJsonType::kPoint);
  CHECK(point.points == std::vector<Point>{{1, 2}});

  const Geometry line =
      Read(R"({"type": "LineString", "coordinates": [[1, 2], [3, 4]]})");
  CHECK(line.type == GeoJsonType::kLineString);
  CHECK(line.lines == std::vector<Line>{{{1, 2}, {3, 4}}});

  const Geometry polygon = Read(R"({"type": "Polygon", "coordinates": [
      [[0, 0], [9, 0], [9, 9], [0, 0]], [[4, 1], [5, 1], [5, 2], [4, 1]]]})");
  CHECK(polygon.type == GeoJsonType::kPolygon);
  CHECK_FALSE(polygon.is_strict);
  CHECK(polygon.polygons == std::vector<Rings>{{{{0, 0}, {9, 0}, {9, 9}},
                                                {{4, 1}, {5, 1}, {5, 2}}}});

  const Geometry points =
      Read(R"({"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]})");
  CHECK(points.type == GeoJsonType::kMultiPoint);
  CHECK(points.points == std::vector<Point>{{1, 2}, {3, 4}});

  const Geometry lines = Read(R"({"type": "MultiLineString", "coordinates": [
      [[1, 2], [3, 4]], [[5, 6], [7, 8], [9, 8]]]})");
  CHECK(lines.type == GeoJsonType::kMultiLineString);
  CHECK(lines.lines ==
        std::vector<Line>{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}, {9, 8}}});

  const Geometry polygons = Read(R"({"type": "MultiPolygon", "coordinates": [
      [[[0, 0], [1, 0], [1, 1], [0, 0]]],
      [[[5, 5], [6, 5], [6, 6], [5, 5]]]]})");
  CHECK(polygons.type == GeoJsonType::kMultiPolygon);
  CHECK(polygons.polygons == std::vector<Rings>{{{{0, 0}, {1, 0}, {1, 1}}},
                                                {{{5, 5}, {6, 5}, {6, 6}}}});

  const Geometry all = Read(R"({"type": "GeometryCollection", "geometries": [
      {"type": "Point", "coordinates": [1, 2]},
      {"type": "LineString", "coordinates": [[1, 2], [3, 4]]},
      {"type": "MultiPoint", "coordinates": [[5, 6]]},
      {"type": "Polygon", "coordinates":
       [[[0, 0], [1, 0], [1, 1], [0, 0]]]}]})");
  CHECK(all.type == GeoJsonType::kGeometryCollection);
  CHECK(all.points == std::vector<Point>{{1, 2}, {5, 6}});
  CHECK(all.lines.size() == 1);
  CHECK(all.polygons.size() == 1);
}

TEST_CASE("GeoJSON may say more than is looked at") {
  const Geometry point =
      Read(R"({"bbox": [0, 0, 1, 1], "coordinates": [1, 2, 300, "m"],
               "type": "Point", "properties": {"name": "x"}})");
  CHECK(point.points == std::vector<Point>{{1, 2}});
  CHECK(Read(R"({"type": "Point", "coordinates":
                 [{"$numberDecimal": "1.5"}, {"$numberLong": "2"}]})")
            .points == std::vector<Point>{{1.5, 2}});
}

TEST_CASE("neighbours that are the same place are one") {
  CHECK(Read(R"({"type": "LineString", "coordinates":
                 [[1, 2], [1, 2], [3, 4], [3, 4], [1, 2]]})")
            .lines == std::vector<Line>{{{1, 2}, {3, 4}, {1, 2}}});
  // The date line has two names, and the pole all.
  CHECK(Read(R"({"type": "Polygon", "coordinates":
                 [[[180, 0], [170, 10], [10, 90], [20, 90], [-180, 0]]]})")
            .polygons == std::vector<Rings>{{{{180, 0}, {170, 10}, {10, 90}}}});
}

TEST_CASE("a crs is one of three") {
  constexpr std::string_view kPolygon =
      R"("type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]])";
  struct Row {
    std::string_view name;
    bool is_strict;
  };
  for (const Row& row : std::vector<Row>{
           {"EPSG:4326", false},
           {"urn:ogc:def:crs:OGC:1.3:CRS84", false},
           {"urn:x-mongodb:crs:strictwinding:EPSG:4326", true},
       }) {
    const Geometry polygon =
        Read("{" + std::string(kPolygon) +
             R"(, "crs": {"type": "name", "properties": {"name": ")" +
             std::string(row.name) + "\"}}}");
    CHECK(polygon.is_strict == row.is_strict);
  }
}

TEST_CASE("malformed GeoJSON is refused") {
  constexpr std::string_view kStrict =
      R"("crs": {"type": "name", "properties":
                 {"name": "urn:x-mongodb:crs:strictwinding:EPSG:4326"}})";
  struct Refusal {
    std::string value;
    std::string_view says;
  };
  for (const Refusal& refusal : std::vector<Refusal>{
           {"5", "must be an object, found 5"},
           {"[1, 2]", "must be an object"},
           {"{}", "needs a type"},
           {R"({"coordinates": [1, 2]})", "needs a type"},
           {R"({"type": "point", "coordinates": [1, 2]})",
            "unknown GeoJSON type: \"point\""},
           {R"({"type": 1, "coordinates": [1, 2]})", "unknown GeoJSON type: 1"},
           {R"({"type": "Feature", "geometry": {}})", "\"Feature\""},
           {R"({"type": "Point"})", "a position must be an array"},
           {R"({"type": "Point", "coordinates": {"z": "1", "x": 1, "y": 2}})",
            "two finite numbers"},
           {R"({"type": "LineString", "coordinates": {"a": [1, 2]}})",
            "a LineString must be an array"},
           {R"({"type": "Point", "coordinates": [1]})", "two finite numbers"},
           {R"({"type": "Point", "coordinates": ["1", 2]})",
            "two finite numbers"},
           {R"({"type": "Point", "coordinates":
                [{"$numberDouble": "Infinity"}, 2]})",
            "two finite numbers"},
           {R"({"type": "Point", "coordinates": [180.5, 2]})",
            "longitude/latitude is out of bounds, lng: 180.5 lat: 2"},
           {R"({"type": "Point", "coordinates": [1, -91]})", "lat: -91"},
           {R"({"type": "LineString", "coordinates": 5})",
            "a LineString must be an array, found 5"},
           {R"({"type": "LineString", "coordinates": [[1, 2]]})",
            "two different positions"},
           {R"({"type": "LineString", "coordinates": [[1, 2], [1, 2]]})",
            "two different positions, found [[1,2],[1,2]]"},
           {R"({"type": "LineString", "coordinates": [1, 2]})",
            "a position must be an array or an object, found 1"},
           {R"({"type": "Polygon", "coordinates": []})", "needs a ring"},
           {R"({"type": "Polygon", "coordinates": [5]})",
            "a ring of a Polygon must be an array, found 5"},
           {R"({"type": "Polygon", "coordinates": [[]]})",
            "three different positions"},
           {R"({"type": "Polygon", "coordinates":
                [[[0, 0], [1, 0], [1, 1]]]})",
            "must end where it begins, found [0, 0] and [1, 1]"},
           {R"({"type": "Polygon", "coordinates":
                [[[0, 0], [1, 0], [0, 0]]]})",
            "three different positions"},
           {R"({"type": "Polygon", "coordinates":
                [[[0, 0], [1, 0], [1, 0], [0, 0]]]})",
            "three different positions"},
           {R"({"type": "Polygon", "coordinates":
                [[0, 0], [1, 0], [1, 1], [0, 0]]})",
            "a position must be an array"},
           {R"({"type": "MultiPoint", "coordinates": []})",
            "MultiPoint needs a part"},
           {R"({"type": "MultiPoint", "coordinates": [1, 2]})",
            "a position must be an array"},
           {R"({"type": "MultiLineString", "coordinates": []})",
            "MultiLineString needs a part"},
           {R"({"type": "MultiPolygon", "coordinates": []})",
            "MultiPolygon needs a part"},
           {R"({"type": "MultiPolygon"})", "MultiPolygon must be an array"},
           {R"({"type": "GeometryCollection", "geometries": []})",
            "needs a geometry"},
           {R"({"type": "GeometryCollection", "coordinates": []})",
            "geometries of a GeometryCollection must be an array"},
           {R"({"type": "GeometryCollection", "geometries": [5]})",
            "must be an object, found 5"},
           {R"({"type": "GeometryCollection", "geometries": [
                {"type": "GeometryCollection", "geometries": []}]})",
            "cannot be inside another"},
           {R"({"type": "Point", "coordinates": [1, 2], "crs": 5})",
            "crs must be"},
           {R"({"type": "Point", "coordinates": [1, 2],
                "crs": {"type": "name"}})",
            "crs must be"},
           {R"({"type": "Point", "coordinates": [1, 2],
                "crs": {"type": "name", "properties": {"name": "EPSG:3857"}}})",
            "unknown crs"},
           {R"({"type": "Point", "coordinates": [1, 2], )" +
                std::string(kStrict) + "}",
            "only a Polygon can have the crs"},
           {R"({"type": "Polygon", "coordinates":
                [[[0, 0], [9, 0], [9, 9], [0, 0]],
                 [[4, 1], [5, 1], [5, 2], [4, 1]]], )" +
                std::string(kStrict) + "}",
            "must have one ring, found 2"},
           {R"({"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "coordinates":
                 [[[0, 0], [9, 0], [9, 9], [0, 0]]], )" +
                std::string(kStrict) + "}]}",
            "a geometry of a GeometryCollection cannot have the crs"},
       }) {
    INFO(refusal.value);
    const Status status = ReadGeoJson(Json(refusal.value)["v"]).status();
    REQUIRE_FALSE(status.ok());
    CHECK(ErrorCodeOf(status) == ErrorCode::kBadValue);
    CHECK_THAT(std::string(ErrorMessageOf(status)),
               Catch::Matchers::ContainsSubstring(std::string(refusal.says)));
  }
}

TEST_CASE("stored points are pairs or GeoJSON") {
  struct Row {
    std::string_view value;
    std::optional<Point> point;
  };
  for (const Row& row : std::vector<Row>{
           {"[1, 2]", Point{1, 2}},
           {"[1.5, {\"$numberDecimal\": \"2.5\"}]", Point{1.5, 2.5}},
           {"[1, 2, \"more\", null]", Point{1, 2}},
           {"[1000, -2000]", Point{1000, -2000}},
           {R"({"x": 1, "y": 2})", Point{1, 2}},
           {R"({"y": 1, "x": 2, "z": 3})", Point{1, 2}},
           {R"({"type": "Point", "coordinates": [1, 2]})", Point{1, 2}},
           {R"({"coordinates": [1, 2, 300], "type": "Point"})", Point{1, 2}},
           {R"({"type": "Point", "coordinates": [181, 2]})", std::nullopt},
           {R"({"type": "Point", "coordinates": [1]})", std::nullopt},
           {R"({"type": "Point", "coordinates": {"x": 1, "y": 2}})",
            Point{1, 2}},
           {R"({"type": "Point", "coordinates": {"x": 1, "y": "2"}})",
            std::nullopt},
           {R"({"type": "LineString", "coordinates": [[1, 2], [3, 4]]})",
            std::nullopt},
           {"[]", std::nullopt},
           {"{}", std::nullopt},
           {"[1]", std::nullopt},
           {"[1, \"2\"]", std::nullopt},
           {"[[1, 2], [3, 4]]", std::nullopt},
           {R"({"x": 1, "y": 2, "type": "Point", "coordinates": [3, 4]})",
            Point{1, 2}},
           {R"({"type": "Point", "coordinates": [1, 2], "crs": 5})",
            std::nullopt},
           {R"([{"$numberDouble": "NaN"}, 2])", std::nullopt},
           {R"([1, {"$numberDouble": "Infinity"}])", std::nullopt},
           {"5", std::nullopt},
           {"\"1,2\"", std::nullopt},
           {"null", std::nullopt},
       }) {
    const Document document = Json(row.value);
    INFO(row.value);
    CHECK(StoredPoint(document["v"]) == row.point);
  }
  CHECK_FALSE(StoredPoint(Element()).has_value());
}

TEST_CASE("stored geometries are pairs on the sphere or GeoJSON") {
  struct Row {
    std::string value;
    std::optional<GeoJsonType> type;
  };
  for (const Row& row : std::vector<Row>{
           {"[1, 2]", GeoJsonType::kPoint},
           {R"({"lng": 1, "lat": 2, "type": "LineString"})",
            GeoJsonType::kPoint},
           {R"({"type": "Point", "coordinates": [1, 2]})", GeoJsonType::kPoint},
           {R"({"type": "LineString", "coordinates": [[1, 2], [3, 4]]})",
            GeoJsonType::kLineString},
           {R"({"type": "Polygon", "coordinates":
                [[[0, 0], [9, 0], [9, 9], [0, 0]]]})",
            GeoJsonType::kPolygon},
           {"[181, 2]", std::nullopt},
           {"[[1, 2], [3, 4]]", std::nullopt},
           {R"({"type": "LineString", "coordinates": [[1, 2]]})", std::nullopt},
           {R"({"type": "Polygon", "coordinates":
                [[[0, 0], [9, 0], [9, 9], [0, 0]]],
                "crs": {"type": "name", "properties":
                 {"name": "urn:x-mongodb:crs:strictwinding:EPSG:4326"}}})",
            std::nullopt},
           {R"({"name": "x"})", std::nullopt},
           {"{}", std::nullopt},
           {"5", std::nullopt},
       }) {
    INFO(row.value);
    const std::optional<Geometry> geometry =
        StoredGeometry(Json(row.value)["v"]);
    CHECK(geometry.has_value() == row.type.has_value());
    if (geometry && row.type) CHECK(geometry->type == *row.type);
  }
  CHECK_FALSE(StoredGeometry(Element()).has_value());
}

}  // namespace
}  // namespace meerkat::index::geo
