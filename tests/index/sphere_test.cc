#include "index/geo/sphere.h"

#include <meerkat/json.h>

#include <numbers>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/geo/stored_place.h"
#include "tests/catch.hpp"
#include "tests/support/sphere.h"

namespace meerkat::index::geo {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

// {type: "Polygon", coordinates: [[[0, 0], ...]]} from "Polygon" and the
// coordinates; of a collection from the geometries.
Geometry Read(std::string_view type, std::string_view coordinates) {
  const std::string field =
      type == "GeometryCollection" ? "geometries" : "coordinates";
  const StatusOr<Document> document =
      ParseJson("{\"v\": {\"type\": \"" + std::string(type) + "\", \"" + field +
                "\": " + std::string(coordinates) + "}}");
  INFO(type << " " << coordinates);
  REQUIRE(document.ok());
  const StatusOr<Geometry> geometry = ReadGeoJson((*document)["v"]);
  INFO(geometry.status());
  REQUIRE(geometry.ok());
  return *geometry;
}

// A polygon of strict winding.
Geometry Strict(std::string_view coordinates) {
  Geometry polygon = Read("Polygon", coordinates);
  polygon.is_strict = true;
  return polygon;
}

SphereRegion Region(const Geometry& geometry) {
  StatusOr<SphereRegion> region = SphereRegion::Make(geometry);
  INFO(region.status());
  REQUIRE(region.ok());
  return *std::move(region);
}

// How a geometry lies to the region.
enum class Place { kInside, kAcross, kOutside };
constexpr Place kInside = Place::kInside;
constexpr Place kAcross = Place::kAcross;
constexpr Place kOutside = Place::kOutside;

struct Row {
  std::string_view type;
  std::string_view coordinates;
  Place place;
};

void CheckPlaces(const Geometry& region_geometry,
                 const std::vector<Row>& rows) {
  const SphereRegion region = Region(region_geometry);
  for (const Row& row : rows) {
    INFO(row.type << " " << row.coordinates);
    const Geometry geometry = Read(row.type, row.coordinates);
    CHECK(region.Contains(geometry) == (row.place == kInside));
    CHECK(region.Intersects(geometry) == (row.place != kOutside));
    // To have something in common goes both ways.
    CHECK(Region(geometry).Intersects(region_geometry) ==
          (row.place != kOutside));
  }
}

// --- polygons ----------------------------------------------------------------

constexpr std::string_view kSquare =
    "[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]";

TEST_CASE("a polygon against every kind of geometry") {
  if (testing::LacksSphere()) return;
  CheckPlaces(
      Read("Polygon", kSquare),
      {
          {"Point", "[5, 5]", kInside},
          {"Point", "[11, 5]", kOutside},
          {"Point", "[-170, -5]", kOutside},
          {"MultiPoint", "[[5, 5], [6, 6]]", kInside},
          {"MultiPoint", "[[5, 5], [16, 6]]", kAcross},
          {"MultiPoint", "[[15, 5], [16, 6]]", kOutside},
          {"LineString", "[[1, 1], [9, 1], [9, 9]]", kInside},
          {"LineString", "[[1, 1], [19, 1]]", kAcross},
          {"LineString", "[[-5, 5], [15, 5]]", kAcross},
          {"LineString", "[[-5, 5], [-5, 15]]", kOutside},
          {"MultiLineString", "[[[1, 1], [2, 2]], [[3, 3], [4, 3]]]", kInside},
          {"MultiLineString", "[[[1, 1], [2, 2]], [[3, 3], [4, 30]]]", kAcross},
          {"MultiLineString", "[[[11, 1], [12, 2]], [[1, 13], [2, 13]]]",
           kOutside},
          {"Polygon", "[[[1, 1], [9, 1], [9, 9], [1, 1]]]", kInside},
          {"Polygon", "[[[1, 1], [19, 1], [9, 9], [1, 1]]]", kAcross},
          // Around it: no edges meet, but they share the square.
          {"Polygon", "[[[-5, -5], [15, -5], [15, 15], [-5, 15], [-5, -5]]]",
           kAcross},
          {"Polygon", "[[[11, 1], [19, 1], [19, 9], [11, 1]]]", kOutside},
          // Around it too, with a hole that it lies in.
          {"Polygon",
           "[[[-5, -5], [15, -5], [15, 15], [-5, 15], [-5, -5]], "
           "[[-1, -1], [11, -1], [11, 11], [-1, 11], [-1, -1]]]",
           kOutside},
          {"MultiPolygon",
           "[[[[1, 1], [9, 1], [9, 9], [1, 1]]], "
           "[[[1, 2], [8, 9], [1, 9], [1, 2]]]]",
           kInside},
          {"MultiPolygon",
           "[[[[1, 1], [9, 1], [9, 9], [1, 1]]], "
           "[[[11, 2], [18, 9], [11, 9], [11, 2]]]]",
           kAcross},
          {"GeometryCollection",
           R"([{"type": "Point", "coordinates": [5, 5]},
               {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}])",
           kInside},
          {"GeometryCollection",
           R"([{"type": "Point", "coordinates": [5, 5]},
               {"type": "LineString", "coordinates": [[1, 1], [12, 2]]}])",
           kAcross},
          {"GeometryCollection",
           R"([{"type": "Point", "coordinates": [15, 5]},
               {"type": "LineString", "coordinates": [[11, 1], [12, 2]]}])",
           kOutside},
      });
}

TEST_CASE("a polygon has its border") {
  if (testing::LacksSphere()) return;
  CheckPlaces(Read("Polygon", kSquare),
              {
                  {"Point", "[0, 0]", kInside},
                  {"Point", "[10, 10]", kInside},
                  {"Point", "[5, 0]", kInside},
                  {"Point", "[0, 5]", kInside},
                  {"Point", "[10, 7.3]", kInside},
                  {"Point", "[5, -0.000001]", kOutside},
                  {"Point", "[10.000001, 7.3]", kOutside},
                  // Edges of its own, parts of them, and together with inner
                  // ones; whole and cut up.
                  {"LineString", "[[0, 0], [10, 0]]", kInside},
                  {"LineString", "[[10, 0], [0, 0]]", kInside},
                  {"LineString", "[[2, 0], [7, 0]]", kInside},
                  {"LineString", "[[10, 1.1], [10, 2.7], [10, 9.9]]", kInside},
                  {"LineString", "[[2, 0], [7, 0], [5, 5]]", kInside},
                  {"LineString", "[[2, 0], [12, 0]]", kAcross},
                  {"LineString", "[[10, 5], [12, 5]]", kAcross},
                  {"LineString", "[[10, 10], [12, 12]]", kAcross},
                  {"Polygon", kSquare, kInside},
                  {"Polygon", "[[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]]",
                   kInside},
                  {"Polygon", "[[[2, 0], [7, 0], [5, 5], [2, 0]]]", kInside},
                  {"Polygon", "[[[0, 1], [5, 5], [0, 9.1], [0, 1]]]", kInside},
              });
}

TEST_CASE("neighbours share a border but no place inside") {
  if (testing::LacksSphere()) return;
  CheckPlaces(
      Read("Polygon", kSquare),
      {
          // At an edge, at a corner, and around it in a hole that it fills.
          {"Polygon", "[[[10, 0], [20, 0], [20, 10], [10, 10], [10, 0]]]",
           kOutside},
          {"Polygon", "[[[10, 10], [20, 10], [20, 20], [10, 10]]]", kOutside},
          {"Polygon",
           "[[[-5, -5], [15, -5], [15, 15], [-5, 15], [-5, -5]], "
           "[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]",
           kOutside},
          {"MultiPolygon",
           "[[[[10, 0], [20, 0], [20, 10], [10, 10], [10, 0]]], "
           "[[[-9, -9], [-8, -9], [-8, -8], [-9, -9]]]]",
           kOutside},
          {"MultiPolygon",
           "[[[[10, 0], [20, 0], [20, 10], [10, 10], [10, 0]]], "
           "[[[9, 9], [12, 12], [9, 12], [9, 9]]]]",
           kAcross},
          // Points and lines on the border are places of both.
          {"GeometryCollection",
           R"([{"type": "Polygon", "coordinates":
                [[[10, 0], [20, 0], [20, 10], [10, 10], [10, 0]]]},
               {"type": "LineString", "coordinates": [[10, 5], [12, 5]]}])",
           kAcross},
          {"GeometryCollection",
           R"([{"type": "Polygon", "coordinates":
                [[[10, 0], [20, 0], [20, 10], [10, 10], [10, 0]]]},
               {"type": "Point", "coordinates": [0, 5]}])",
           kAcross},
      });
}

TEST_CASE("a spike out of a polygon is seen however thin it is") {
  if (testing::LacksSphere()) return;
  CheckPlaces(
      Read("Polygon", kSquare),
      {{"Polygon", "[[[5, 5], [15, 5], [5, 5.00000001], [5, 5]]]", kAcross},
       {"Polygon", "[[[5, 5], [8, 5], [5, 5.00000001], [5, 5]]]", kInside}});
}

TEST_CASE("edges are great circles") {
  if (testing::LacksSphere()) return;
  // In the middle of the edge along 60 degrees north it is 63.4 degrees.
  CheckPlaces(
      Read("Polygon", "[[[0, 50], [60, 50], [60, 60], [0, 60], [0, 50]]]"),
      {
          {"Point", "[30, 62]", kInside},
          {"Point", "[30, 63.5]", kOutside},
          {"Point", "[30, 52]", kOutside},
          {"Point", "[30, 54.1]", kInside},
      });
}

TEST_CASE("a polygon may have holes") {
  if (testing::LacksSphere()) return;
  CheckPlaces(
      Read("Polygon",
           "[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], "
           "[[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]], "
           "[[6, 6], [8, 6], [8, 8], [6, 8], [6, 6]]]"),
      {
          {"Point", "[1, 1]", kInside},
          {"Point", "[3, 3]", kOutside},
          {"Point", "[7, 7]", kOutside},
          {"Point", "[2, 2]", kInside},
          {"Point", "[2, 3]", kInside},
          {"Point", "[5, 5]", kInside},
          {"LineString", "[[1, 1], [9, 1]]", kInside},
          {"LineString", "[[1, 3], [5, 3]]", kAcross},
          {"LineString", "[[2.5, 3], [3.5, 3]]", kOutside},
          {"LineString", "[[2, 2], [2, 4]]", kInside},
          {"Polygon", "[[[1, 1], [5, 1], [5, 5], [1, 5], [1, 1]]]", kAcross},
          {"Polygon", "[[[2.5, 2.5], [3.5, 2.5], [3.5, 3.5], [2.5, 2.5]]]",
           kOutside},
          {"Polygon", "[[[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]]]", kOutside},
          // Its own hole around the hole.
          {"Polygon",
           "[[[1, 1], [5, 1], [5, 5], [1, 5], [1, 1]], "
           "[[1.5, 1.5], [4.5, 1.5], [4.5, 4.5], [1.5, 4.5], [1.5, 1.5]]]",
           kInside},
      });
}

TEST_CASE("a polygon lies on the smaller side of its ring") {
  if (testing::LacksSphere()) return;
  const std::vector<Row> rows = {{"Point", "[5, 5]", kInside},
                                 {"Point", "[-90, 0]", kOutside},
                                 {"Point", "[0, 90]", kOutside}};
  CheckPlaces(Read("Polygon", kSquare), rows);
  CheckPlaces(Read("Polygon", "[[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]]"),
              rows);
}

TEST_CASE("a polygon goes over the poles") {
  if (testing::LacksSphere()) return;
  CheckPlaces(
      Read("Polygon", "[[[0, 80], [90, 80], [180, 80], [-90, 80], [0, 80]]]"),
      {
          {"Point", "[0, 90]", kInside},
          {"Point", "[123, 90]", kInside},
          {"Point", "[-135, 89]", kInside},
          {"Point", "[0, 80]", kInside},
          {"Point", "[45, 79]", kOutside},
          {"Point", "[0, -90]", kOutside},
          {"LineString", "[[0, 85], [180, 85]]", kInside},
          {"LineString", "[[0, 75], [180, 85]]", kAcross},
          {"Polygon", "[[[10, 85], [130, 85], [-110, 85], [10, 85]]]", kInside},
      });
  // With a corner at the pole, whatever longitude it is given.
  CheckPlaces(Read("Polygon", "[[[50, 80], [60, 80], [-170, 90], [50, 80]]]"),
              {
                  {"Point", "[55, 85]", kInside},
                  {"Point", "[99, 90]", kInside},
                  {"Point", "[65, 85]", kOutside},
                  {"Point", "[0, 89]", kOutside},
              });
}

TEST_CASE("a polygon goes over the date line") {
  if (testing::LacksSphere()) return;
  CheckPlaces(
      Read("Polygon",
           "[[[170, -10], [-170, -10], [-170, 10], [170, 10], [170, -10]]]"),
      {
          {"Point", "[180, 0]", kInside},
          {"Point", "[-180, 0]", kInside},
          {"Point", "[175, 5]", kInside},
          {"Point", "[-175, 5]", kInside},
          {"Point", "[165, 5]", kOutside},
          {"Point", "[0, 5]", kOutside},
          {"LineString", "[[175, 0], [-175, 0]]", kInside},
          {"LineString", "[[160, 0], [-175, 0]]", kAcross},
          {"LineString", "[[160, 0], [-160, 0]]", kAcross},
          {"LineString", "[[-10, 0], [10, 0]]", kOutside},
      });
  // An end of the ring on either side of it.
  CheckPlaces(Read("Polygon", "[[[180, 0], [-170, 0], [-170, 10], [-180, 0]]]"),
              {{"Point", "[-172, 2]", kInside},
               {"Point", "[172, 2]", kOutside},
               {"Point", "[180, 0]", kInside}});
}

TEST_CASE("strict winding takes the left side, however large it is") {
  if (testing::LacksSphere()) return;
  // Clockwise: all but the square.
  const Geometry most =
      Strict("[[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]]");
  CheckPlaces(
      most,
      {
          {"Point", "[5, 5]", kOutside},
          {"Point", "[0, 0]", kInside},
          {"Point", "[5, 0]", kInside},
          {"Point", "[-5, -5]", kInside},
          {"Point", "[0, 90]", kInside},
          {"Point", "[-175, -45]", kInside},
          {"MultiPoint", "[[5, 5], [50, 50]]", kAcross},
          {"LineString", "[[5, 5], [50, 50]]", kAcross},
          {"LineString", "[[-50, -5], [50, -50]]", kInside},
          {"Polygon", "[[[20, 0], [30, 0], [30, 10], [20, 0]]]", kInside},
          {"Polygon", "[[[3, 3], [4, 3], [4, 4], [3, 3]]]", kOutside},
          {"Polygon", "[[[-5, -5], [15, -5], [15, 15], [-5, 15], [-5, -5]]]",
           kAcross},
      });
  // Counter-clockwise: the square.
  CheckPlaces(Strict(kSquare), {{"Point", "[5, 5]", kInside},
                                {"Point", "[-5, -5]", kOutside},
                                {"Polygon", kSquare, kInside}});
  // More than a hemisphere: all north of 30 degrees south.
  CheckPlaces(
      Strict("[[[0, -30], [90, -30], [180, -30], [-90, -30], "
             "[0, -30]]]"),
      {{"Point", "[0, 90]", kInside},
       {"Point", "[45, 0]", kInside},
       {"Point", "[0, -31]", kOutside},
       {"Point", "[0, -90]", kOutside},
       {"LineString", "[[0, 0], [120, 0], [-120, 0], [0, 0]]", kInside}});
}

TEST_CASE("each part must lie in one polygon, not each in the same") {
  if (testing::LacksSphere()) return;
  constexpr std::string_view kTwo =
      "[[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]], "
      "[[[20, 0], [30, 0], [30, 10], [20, 10], [20, 0]]]]";
  CheckPlaces(Read("MultiPolygon", kTwo),
              {
                  {"Point", "[5, 5]", kInside},
                  {"Point", "[25, 5]", kInside},
                  {"Point", "[15, 5]", kOutside},
                  {"MultiPoint", "[[5, 5], [25, 5]]", kInside},
                  {"LineString", "[[5, 5], [25, 5]]", kAcross},
                  {"LineString", "[[11, 0], [19, 10]]", kOutside},
                  {"MultiPolygon", kTwo, kInside},
                  {"Polygon", "[[[5, 1], [25, 1], [15, 9], [5, 1]]]", kAcross},
              });
  // Only the polygons of a collection contain.
  CheckPlaces(Read("GeometryCollection",
                   R"([{"type": "Polygon", "coordinates":
                [[[0, 0], [10, 0], [10, 10], [0, 0]]]},
               {"type": "Point", "coordinates": [50, 50]},
               {"type": "LineString", "coordinates": [[60, 0], [60, 9]]}])"),
              {
                  {"Point", "[7, 1]", kInside},
                  {"Point", "[50, 50]", kAcross},
                  {"Point", "[60, 5]", kAcross},
                  {"Point", "[61, 5]", kOutside},
                  {"LineString", "[[59, 5], [61, 5]]", kAcross},
              });
}

TEST_CASE("a line along a border with a notch leaves it there") {
  if (testing::LacksSphere()) return;
  // The notch goes up from the equator between 4 and 6.
  CheckPlaces(Read("Polygon",
                   "[[[0, 0], [4, 0], [5, 3], [6, 0], [10, 0], [10, 10], "
                   "[0, 10], [0, 0]]]"),
              {
                  {"LineString", "[[1, 0], [3, 0]]", kInside},
                  {"LineString", "[[1, 0], [9, 0]]", kAcross},
                  {"LineString", "[[4, 0], [6, 0]]", kAcross},
                  {"LineString", "[[4.5, 0], [5.5, 0]]", kOutside},
                  {"LineString", "[[1, 1], [9, 1]]", kAcross},
                  {"LineString", "[[1, 4], [9, 4]]", kInside},
              });
}

// --- points and lines --------------------------------------------------------

TEST_CASE("points and lines have places in common but contain nothing") {
  if (testing::LacksSphere()) return;
  const Geometry point = Read("Point", "[5, 5]");
  CheckPlaces(point, {
                         {"Point", "[5, 5]", kAcross},
                         {"Point", "[5.000000001, 5]", kAcross},
                         {"Point", "[5.000001, 5]", kOutside},
                         {"MultiPoint", "[[1, 1], [5, 5]]", kAcross},
                         {"LineString", "[[5, 0], [5, 10]]", kAcross},
                         {"LineString", "[[5, 5], [9, 10]]", kAcross},
                         {"LineString", "[[0, 0], [5, 0]]", kOutside},
                         {"Polygon", kSquare, kAcross},
                     });
  const Geometry line = Read("LineString", "[[0, 0], [10, 0], [10, 10]]");
  CheckPlaces(line,
              {
                  {"Point", "[5, 0]", kAcross},
                  {"Point", "[10, 10]", kAcross},
                  {"Point", "[5, 5]", kOutside},
                  {"LineString", "[[5, -5], [5, 5]]", kAcross},
                  {"LineString", "[[10, 10], [20, 20]]", kAcross},
                  {"LineString", "[[2, 0], [8, 0]]", kAcross},
                  {"LineString", "[[0, 1], [9, 1], [9, 9]]", kOutside},
                  {"Polygon", kSquare, kAcross},
                  {"Polygon", "[[[1, 1], [9, 1], [9, 8], [1, 1]]]", kOutside},
              });
  // Two names for one place.
  CheckPlaces(Read("Point", "[180, 10]"), {{"Point", "[-180, 10]", kAcross}});
  CheckPlaces(Read("Point", "[33, -90]"), {{"Point", "[-99, -90]", kAcross}});
}

// --- what is no geometry -----------------------------------------------------

TEST_CASE("geometries that cross themselves are refused, and match nothing") {
  if (testing::LacksSphere()) return;
  struct Refusal {
    std::string_view type;
    std::string_view coordinates;
    std::string_view says;
  };
  const SphereRegion square = Region(Read("Polygon", kSquare));
  const SphereRegion middle = Region(Read("Point", "[5, 5]"));
  for (const Refusal& refusal : std::vector<Refusal>{
           {"Polygon", "[[[1, 1], [9, 9], [9, 1], [1, 9], [1, 1]]]",
            "must not cross or touch itself"},
           {"Polygon",
            "[[[1, 1], [5, 5], [9, 1], [9, 9], [5, 5], [1, 9], [1, 1]]]",
            "must not cross or touch itself"},
           {"Polygon", "[[[1, 1], [5, 5], [9, 9], [5, 5], [1, 1]]]",
            "must not cross or touch itself"},
           {"Polygon",
            "[[[0, 0], [9, 0], [9, 9], [0, 0]], "
            "[[5, 1], [12, 1], [12, 2], [5, 1]]]",
            "must not have rings that cross"},
           {"Polygon",
            "[[[0, 0], [9, 0], [9, 9], [0, 0]], "
            "[[0, 0], [9, 0], [9, 9], [0, 0]]]",
            "must not have rings that cross"},
           {"Polygon",
            "[[[4, 4], [6, 4], [6, 6], [4, 4]], "
            "[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]]",
            "must have its first ring around all others"},
           {"Polygon",
            "[[[4, 4], [6, 4], [6, 6], [4, 4]], "
            "[[7, 7], [9, 7], [9, 9], [7, 7]]]",
            "must have its first ring around all others"},
           {"Polygon",
            "[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], "
            "[[1, 1], [9, 1], [9, 9], [1, 9], [1, 1]], "
            "[[2, 2], [8, 2], [8, 8], [2, 8], [2, 2]]]",
            "must not have a hole inside a hole"},
           {"Polygon",
            "[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], "
            "[[0, 0], [5, 2], [10, 10], [0, 0]]]",
            "must not touch its holes in more than one position"},
           {"MultiPolygon",
            "[[[[0, 0], [9, 0], [9, 9], [0, 0]]], "
            "[[[1, 1], [9, 9], [9, 1], [1, 9], [1, 1]]]]",
            "must not cross or touch itself"},
           {"LineString", "[[5, 5], [-175, -5]]", "opposite"},
           {"LineString", "[[0, 10], [0, 5], [180, -5]]", "opposite"},
           {"Polygon", "[[[1, 1], [9, 1], [-179, -1], [1, 1]]]", "opposite"},
           {"GeometryCollection",
            R"([{"type": "Point", "coordinates": [5, 5]},
                {"type": "LineString", "coordinates": [[0, 0], [180, 0]]}])",
            "opposite"},
           {"GeometryCollection",
            R"([{"type": "Point", "coordinates": [5, 5]},
                {"type": "Polygon", "coordinates":
                 [[[1, 1], [9, 9], [9, 1], [1, 9], [1, 1]]]}])",
            "must not cross or touch itself"},
       }) {
    INFO(refusal.type << " " << refusal.coordinates);
    const Geometry geometry = Read(refusal.type, refusal.coordinates);
    const Status status = SphereRegion::Make(geometry).status();
    REQUIRE_FALSE(status.ok());
    CHECK(ErrorCodeOf(status) == ErrorCode::kBadValue);
    CHECK_THAT(std::string(ErrorMessageOf(status)),
               Catch::Matchers::ContainsSubstring(std::string(refusal.says)));
    CHECK_FALSE(square.Contains(geometry));
    CHECK_FALSE(square.Intersects(geometry));
    CHECK_FALSE(middle.Intersects(geometry));
    CHECK_FALSE(Contains(Cap{{5, 5}, 1}, geometry));
  }
}

TEST_CASE("rings may touch at one position") {
  if (testing::LacksSphere()) return;
  CheckPlaces(Read("Polygon",
                   "[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], "
                   "[[0, 0], [5, 2], [2, 5], [0, 0]]]"),
              {{"Point", "[2, 2]", kOutside},
               {"Point", "[0, 0]", kInside},
               {"Point", "[8, 8]", kInside}});
}

TEST_CASE("a polygon may be flat or tiny") {
  if (testing::LacksSphere()) return;
  CheckPlaces(Read("Polygon", "[[[0, 0], [5, 0], [10, 0], [0, 0]]]"),
              {
                  {"Point", "[5, 0]", kInside},
                  {"Point", "[2, 0]", kInside},
                  {"Point", "[5, 0.001]", kOutside},
                  {"LineString", "[[1, 0], [9, 0]]", kInside},
              });
  CheckPlaces(
      Read("Polygon", "[[[5, 5], [5.0000001, 5], [5, 5.0000001], [5, 5]]]"),
      {{"Point", "[5, 5]", kInside},
       {"Point", "[5.00000003, 5.00000003]", kInside},
       {"Point", "[5.0000002, 5]", kOutside}});
}

// --- caps --------------------------------------------------------------------

struct CapRow {
  std::string_view type;
  std::string_view coordinates;
  bool is_inside;
};

void CheckCap(const Cap& cap, const std::vector<CapRow>& rows) {
  for (const CapRow& row : rows) {
    INFO(row.type << " " << row.coordinates);
    CHECK(Contains(cap, Read(row.type, row.coordinates)) == row.is_inside);
  }
}

TEST_CASE("a cap contains points in any build") {
  CheckCap({{0, 0}, kDegree}, {{"Point", "[0, 1]", true},
                               {"MultiPoint", "[[0, 1], [0.5, 0.5]]", true},
                               {"MultiPoint", "[[0, 1], [0, 1.1]]", false}});
}

TEST_CASE("a cap contains geometries") {
  if (testing::LacksSphere()) return;
  CheckCap(
      {{0, 0}, 10 * kDegree},
      {
          {"LineString", "[[-5, 0], [5, 0]]", true},
          {"LineString", "[[-10, 0], [10, 0]]", true},
          {"LineString", "[[-5, 0], [11, 0]]", false},
          {"Polygon", "[[[-5, -5], [5, -5], [0, 5], [-5, -5]]]", true},
          {"Polygon", "[[[-5, -5], [15, -5], [0, 5], [-5, -5]]]", false},
          // Around the cap.
          {"Polygon",
           "[[[-20, -20], [20, -20], [20, 20], [-20, 20], [-20, -20]]]", false},
          {"MultiPolygon",
           "[[[[-5, -5], [5, -5], [0, 5], [-5, -5]]], "
           "[[[1, 1], [2, 1], [2, 2], [1, 1]]]]",
           true},
          {"GeometryCollection",
           R"([{"type": "Point", "coordinates": [1, 1]},
                    {"type": "LineString", "coordinates": [[1, 1], [99, 1]]}])",
           false},
      });
  // An edge bulges to the north: here up to 39 degrees.
  CheckCap({{0, 80}, 41 * kDegree},
           {{"MultiPoint", "[[0, 39.1], [0, 38.9]]", false},
            {"LineString", "[[-30, 35], [30, 35]]", false}});
  CheckCap({{0, -10}, 53.5 * kDegree},
           {{"LineString", "[[-30, 35], [30, 35]]", true},
            {"LineString", "[[-30, 35], [0, 44], [30, 35]]", false}});
}

TEST_CASE("a cap larger than a hemisphere contains what goes around its rest") {
  if (testing::LacksSphere()) return;
  const Cap most{{0, 90}, 170 * kDegree};
  constexpr std::string_view kAroundSouthPole =
      "[[[0, -70], [90, -70], [180, -70], [-90, -70], [0, -70]]]";
  CheckCap(most, {
                     {"LineString", "[[0, -70], [90, -70], [180, -70]]", true},
                     {"LineString", "[[0, -85], [90, -85]]", false},
                     // All ends are inside, and the way over the pole is not.
                     {"LineString", "[[0, -70], [180, -75]]", false},
                     {"Polygon", kAroundSouthPole, false},
                     {"Polygon", "[[[0, 0], [90, 0], [90, 80], [0, 0]]]", true},
                 });
  CheckCap({{0, 90}, 4}, {{"Polygon", kAroundSouthPole, true},
                          {"LineString", "[[0, -70], [180, -75]]", true},
                          {"Point", "[0, -90]", true}});
}

// --- builds without S2 -------------------------------------------------------

TEST_CASE("a build without S2 says so") {
  if (HasSphere()) {
    SUCCEED("this build has S2");
    return;
  }
  const Status status = SphereRegion::Make(Read("Polygon", kSquare)).status();
  CHECK(ErrorCodeOf(status) == ErrorCode::kNotImplemented);
  CHECK_FALSE(Contains(Cap{{0, 0}, 1}, Read("LineString", "[[0, 0], [1, 1]]")));
}

}  // namespace
}  // namespace meerkat::index::geo
