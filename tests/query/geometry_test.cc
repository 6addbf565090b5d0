#include <meerkat/json.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "index/geo/distance.h"
#include "index/geo/shape.h"
#include "query/geometry/near.h"
#include "query/geometry/parse.h"
#include "query/geometry/region.h"
#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"

namespace meerkat::query::geometry {
namespace {

using testing::Parsed;

using namespace index::geo;  // NOLINT(google-build-using-namespace)

constexpr double kDegree = std::numbers::pi / 180;

// What ParseWithin makes of the operand of $geoWithin.
StatusOr<Region> RegionOf(std::string_view text) {
  const Document document =
      Parsed("{\"$geoWithin\": " + std::string(text) + "}");
  return ParseWithin(document["$geoWithin"]);
}

void CheckPoints(std::string_view shape, const std::vector<Point>& inside,
                 const std::vector<Point>& outside) {
  const StatusOr<Region> parsed = RegionOf(shape);
  INFO(shape);
  INFO(parsed.status());
  REQUIRE(parsed.ok());
  for (const Point& point : inside) {
    INFO("inside " << point.x << ", " << point.y);
    CHECK(Contains(std::get<Shape>(*parsed), point));
  }
  for (const Point& point : outside) {
    INFO("outside " << point.x << ", " << point.y);
    CHECK_FALSE(Contains(std::get<Shape>(*parsed), point));
  }
}

TEST_CASE("a box has its edges, and corners in any order") {
  for (const std::string_view box :
       {R"({"$box": [[0, -1], [4, 3]]})", R"({"$box": [[4, 3], [0, -1]]})",
        R"({"$box": [[0, 3], [4, -1]]})",
        R"({"$box": {"a": {"x": 0, "y": -1}, "b": [4, 3.0]}})"}) {
    CheckPoints(box, {{0, -1}, {4, 3}, {0, 3}, {2, 1}, {4, 0}},
                {{-0.0001, 0}, {4.0001, 0}, {2, 3.0001}, {2, -1.1}, {9, 9}});
  }
  CheckPoints(R"({"$box": [[1, 1], [1, 1]]})", {{1, 1}}, {{1, 1.1}});
  // Of more corners the first two count, and nobody looks at the others.
  CheckPoints(R"({"$box": [[0, 0], [5, 5], [9, 9]]})", {{5, 5}}, {{6, 6}});
  CheckPoints(R"({"$box": [[0, 0], [5, 5], "x", 4]})", {{5, 5}}, {{6, 6}});
}

TEST_CASE("a box one step smaller loses the points of its border") {
  const double below = std::nextafter(180.0, 0);
  const Box all{{-180, -180}, {180, 180}};
  const Box less{{-below, -below}, {below, below}};
  for (const double x : {-180.0, 180.0}) {
    CHECK(Contains(all, {x, 0}));
    CHECK(Contains(all, {0, x}));
    CHECK_FALSE(Contains(less, {x, 0}));
    CHECK_FALSE(Contains(less, {0, x}));
  }
  CHECK(Contains(less, {0, 0}));
}

TEST_CASE("a circle has its border") {
  CheckPoints(R"({"$center": [[1, 1], 5]})",
              {{1, 1}, {6, 1}, {1, -4}, {4, 5}, {-2, -3}},
              {{6.0001, 1}, {5, 5}, {4, 5.0001}});
  CheckPoints(R"({"$center": [[0, 0], 0]})", {{0, 0}, {-0.0, 0}}, {{0, 1e-9}});
  CheckPoints(R"({"$center": {"c": {"x": 0.1, "y": 0.2}, "r": 0.5}})",
              {{0.4, 0.6}, {0.6, 0.2}}, {{0.4, 0.61}});
  CheckPoints(R"({"$center": [[0, 0], {"$numberDouble": "Infinity"}]})",
              {{1e300, -1e300}}, {});
  CheckPoints(R"({"$center": [[0, 0], 1e200]})", {{1e200, 0}},
              {{1e200, 1e200}});
}

TEST_CASE("a circle as wide as the grid's step finds a cross of five points") {
  const Circle circle{{-37.5, 12.25}, 0.125};
  int found = 0;
  for (int x = -2; x <= 2; ++x) {
    for (int y = -2; y <= 2; ++y) {
      if (Contains(circle, {-37.5 + x * 0.125, 12.25 + y * 0.125})) ++found;
    }
  }
  CHECK(found == 5);
}

TEST_CASE("a polygon has its edges and corners") {
  for (const std::string_view square :
       {R"({"$polygon": [[0, 0], [4, 0], [4, 4], [0, 4]]})",
        // The other way around, closed, and with a corner that is none.
        R"({"$polygon": [[0, 4], [4, 4], [4, 0], [0, 0]]})",
        R"({"$polygon": [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]})",
        R"({"$polygon": [[0, 0], [2, 0], [4, 0], [4, 4], [0, 4]]})",
        R"({"$polygon": {"a": {"x": 0, "y": 0}, "b": [4, 0], "c": [4, 4],
                         "d": {"lng": 0, "lat": 4}}})"}) {
    CheckPoints(square,
                {{0, 0},
                 {4, 4},
                 {0, 4},
                 {4, 0},
                 {2, 0},
                 {4, 1},
                 {1, 4},
                 {0, 3},
                 {2, 2}},
                {{-0.001, 2},
                 {4.001, 2},
                 {2, -0.001},
                 {2, 4.001},
                 {-1, 0},
                 {5, 4},
                 {5, 0},
                 {-1, 4}});
  }
}

TEST_CASE("a slanting edge of a polygon belongs to what lies left of it") {
  CheckPoints(R"({"$polygon": [[0, 0], [10, 10], [10, 0]]})",
              {{5, 1}, {0, 0}, {10, 10}, {10, 5}, {5, 0}},
              {{5, 5}, {3, 3}, {15, 15}, {-5, -5}});
  CheckPoints(R"({"$polygon": [[0, 0], [10, 10], [0, 10]]})",
              {{1, 5}, {5, 5}, {3, 3}, {0, 5}, {5, 10}}, {{15, 15}, {6, 5}});
  // The same the other way around.
  CheckPoints(R"({"$polygon": [[10, 0], [10, 10], [0, 0]]})", {{5, 1}},
              {{5, 5}, {3, 3}});
  CheckPoints(R"({"$polygon": [[0, 0], [0.25, 0.125], [0, 1]]})",
              {{0.125, 0.0625}, {0.125, 0.5625}, {0, 0.75}},
              {{0.125, 0.0624}, {0.126, 0.5625}, {-1e-9, 0.5}});
}

TEST_CASE("a polygon may be concave") {
  // A comb with two teeth.
  constexpr std::string_view kComb =
      R"({"$polygon": [[0, 0], [6, 0], [6, 4], [4, 4], [4, 2], [2, 2], [2, 4],
                       [0, 4]]})";
  CheckPoints(
      kComb,
      {{1, 3}, {5, 3}, {3, 1}, {3, 2}, {2, 3}, {4, 4}, {1, 2}, {5, 2}, {6, 2}},
      {{3, 3}, {3, 2.1}, {3, 4}, {2.1, 4}, {-1, 2}, {7, 2}});
  CheckPoints(R"({"$polygon": [[0, 0], [4, 0], [1, 1], [0, 4]]})",
              {{0.5, 0.5}, {1, 1}, {2.5, 0.5}}, {{1.5, 1.5}, {1.1, 1.1}});
}

TEST_CASE("a polygon that crosses itself is even and odd") {
  // A five-pointed star, whose middle lies inside twice.
  CheckPoints(R"({"$polygon": [[0, 10], [6, -8], [-9.5, 3], [9.5, 3],
                               [-6, -8]]})",
              {{0, 7}, {5, -6}, {-7, 2.5}, {7, 2.5}},
              {{0, 0}, {0, -5}, {6, 7}});
  // A bow tie.
  CheckPoints(R"({"$polygon": [[0, 0], [2, 2], [2, 0], [0, 2]]})",
              {{0.2, 1}, {1.8, 1}, {1, 1}, {0.25, 0.25}},
              {{1, 0.2}, {1, 1.8}, {1.75, 1.75}});
}

TEST_CASE("a ray through corners is counted right") {
  constexpr std::string_view kDiamond =
      R"({"$polygon": [[0, -1], [1, 0], [0, 1], [-1, 0]]})";
  CheckPoints(kDiamond, {{0, 0}, {-0.5, 0}, {1, 0}},
              {{-2, 0}, {2, 0}, {-1, 1}, {-1, -1}, {-2, 1}, {-2, -1}});
  // A spike that only touches the ray, from above and from below.
  CheckPoints(R"({"$polygon": [[0, 1], [2, 0], [4, 1], [4, 2], [0, 2]]})",
              {{2, 0}, {2, 1}}, {{0, 0}, {1, 0}, {3, 0}});
  CheckPoints(R"({"$polygon": [[0, -1], [2, 0], [4, -1], [4, -2], [0, -2]]})",
              {{2, 0}, {2, -1}}, {{0, 0}, {1, 0}, {3, 0}});
  // An edge along the ray.
  CheckPoints(R"({"$polygon": [[2, 0], [4, 0], [4, 2], [2, 2]]})",
              {{3, 0}, {3, 2}}, {{0, 0}, {0, 2}, {5, 0}, {5, 2}});
}

TEST_CASE("a polygon may be flat") {
  CheckPoints(R"({"$polygon": [[0, 0], [5, 0], [10, 0]]})",
              {{3, 0}, {0, 0}, {10, 0}}, {{3, 5}, {11, 0}});
  CheckPoints(R"({"$polygon": [[0, 0], [0, 5], [0, 10]]})", {{0, 3}},
              {{5, 3}, {0, 11}});
  CheckPoints(R"({"$polygon": [[1, 1], [1, 1], [1, 1]]})", {{1, 1}}, {{2, 2}});
  // A slanting edge that goes both ways cuts off nothing but its corners.
  CheckPoints(R"({"$polygon": [[0, 0], [2, 2], [4, 4]]})",
              {{0, 0}, {2, 2}, {4, 4}}, {{1, 1}, {3, 3}, {1, 1.1}, {5, 5}});
}

TEST_CASE("angles on the sphere") {
  CHECK(Angle({0, 0}, {0, 0}) == 0);
  CHECK(Angle({0, 0}, {90, 0}) == Approx(std::numbers::pi / 2));
  CHECK(Angle({0, 0}, {180, 0}) == Approx(std::numbers::pi));
  CHECK(Angle({-180, 10}, {180, 10}) == Approx(0).margin(1e-12));
  CHECK(Angle({0, 90}, {123, 90}) == Approx(0).margin(1e-12));
  CHECK(Angle({0, 89}, {180, 89}) == Approx(2 * kDegree));
  CHECK(Angle({0, -90}, {77, 90}) == Approx(std::numbers::pi));
  // Berlin and Vienna: 524 km.
  CHECK(Angle({13.405, 52.52}, {16.3738, 48.2082}) * kEarthRadius / 1000 ==
        Approx(524).margin(1));
}

TEST_CASE("a cap has its border, and goes over poles and the date line") {
  const Cap cap{{0, 0}, kDegree};
  CHECK(Contains(cap, {0, 1}));
  CHECK(Contains(cap, {-1, 0}));
  CHECK_FALSE(Contains(cap, {0, 1.0001}));
  CHECK_FALSE(Contains(cap, {0.8, 0.8}));

  const Cap at_date_line{{179.5, 0}, kDegree};
  CHECK(Contains(at_date_line, {-179.6, 0}));
  CHECK(Contains(at_date_line, {-180, 0}));
  CHECK_FALSE(Contains(at_date_line, {-179.4, 0}));

  const Cap at_pole{{10, 89}, 2 * kDegree};
  CHECK(Contains(at_pole, {-170, 89.5}));
  CHECK(Contains(at_pole, {55, 90}));
  CHECK_FALSE(Contains(at_pole, {-170, 88.5}));

  CheckPoints(R"({"$centerSphere": [[13.4, 52.5], 4]})",
              {{13.4, 52.5}, {-166.6, -52.5}, {0, 90}}, {{181, 0}, {0, -91}});
  CheckPoints(R"({"$centerSphere": [{"lng": 13.4, "lat": 52.5}, 0]})",
              {{13.4, 52.5}}, {{13.4, 52.6}});
}

// --- reading -----------------------------------------------------------------

struct Refusal {
  std::string_view operand;
  int code;
  // A part of the message.
  std::string_view says;
};

void CheckRefusal(const Status& status, const Refusal& refusal) {
  INFO(refusal.operand);
  REQUIRE_FALSE(status.ok());
  CHECK(static_cast<int>(ErrorCodeOf(status)) == refusal.code);
  CHECK_THAT(ErrorMessageOf(status),
             Catch::Matchers::ContainsSubstring(std::string(refusal.says)));
}

TEST_CASE("malformed shapes are refused") {
  for (const Refusal& refusal : std::vector<Refusal>{
           {"5", 2, "$geoWithin: needs an object"},
           {"[]", 2, "needs an object"},
           {"{}", 2, "needs one shape"},
           {R"({"$uniqueDocs": true})", 2, "needs one shape"},
           {R"({"$box": [[0, 0], [1, 1]], "$center": [[0, 0], 1]})", 2,
            "needs one shape"},
           {R"({"$disc": [[0, 0], 1]})", 2, "unknown geo specifier"},
           {R"({"x": [[0, 0], 1]})", 2, "unknown geo specifier"},
           {R"({"$geometry": {"type": "Point", "coordinates": [1, 2]}})", 2,
            "$geoWithin: needs a geometry with polygons"},
           {R"({"$box": 5})", 2, "$box: must be an array or object"},
           {R"({"$box": []})", 2, "two corners"},
           {R"({"$box": [[0, 0]]})", 2, "two corners"},
           {R"({"$box": [[0, 0], 1]})", 2,
            "Point must be an array or object, found 1"},
           {R"({"$box": [[0], [1, 1]]})", 2,
            "Point must only contain numeric elements"},
           {R"({"$box": [[0, "0"], [1, 1]]})", 2,
            "Point must only contain numeric elements"},
           {R"({"$box": [[0, 0], [1, 1, 1]]})", 2,
            "Point must only contain two numeric elements"},
           {R"({"$box": [[0, {"$numberDouble": "NaN"}], [1, 1]]})", 2,
            "Point coordinates must be finite numbers"},
           {R"({"$polygon": null})", 2, "$polygon"},
           {R"({"$polygon": [[0, 0], [1, 1]]})", 2,
            "Polygon must have at least 3 points"},
           {R"({"$polygon": []})", 2, "Polygon must have at least 3 points"},
           {R"({"$polygon": [[0, 0], [1, 1], 2]})", 2, "array or object"},
           {R"({"$center": [[0, 0]]})", 2, "a center and a radius"},
           {R"({"$center": [[0, 0], 1, 2]})", 2, "a center and a radius"},
           {R"({"$center": [[0, 0], -1]})", 2,
            "radius must be a non-negative number"},
           {R"({"$center": [[0, 0], "1"]})", 2,
            "radius must be a non-negative number"},
           {R"({"$center": [[0, 0], {"$numberDouble": "NaN"}]})", 2,
            "radius must be a non-negative number"},
           {R"({"$center": [5, 1]})", 2, "Point must be an array or object"},
           {R"({"$centerSphere": [[0, 0], -0.1]})", 2,
            "radius must be a non-negative number"},
           {R"({"$centerSphere": [[181, 0], 0.1]})", 2,
            "longitude/latitude is out of bounds, lng: 181 lat: 0"},
           {R"({"$centerSphere": [[0, -90.5], 0.1]})", 2,
            "longitude/latitude is out of bounds, lng: 0 lat: -90.5"},
       }) {
    CheckRefusal(RegionOf(refusal.operand).status(), refusal);
  }
}

TEST_CASE("$uniqueDocs beside a shape has no effect") {
  CheckPoints(R"({"$uniqueDocs": true, "$box": [[0, 0], [1, 1]]})", {{1, 1}},
              {{2, 2}});
  CheckPoints(R"({"$box": [[0, 0], [1, 1]], "$uniqueDocs": 0})", {{1, 1}},
              {{2, 2}});
}

TEST_CASE("near is written in several ways") {
  struct Row {
    std::string_view operators;
    Near near;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const Row& row : std::vector<Row>{
           {R"({"$near": [1, 2]})", {{1, 2}, Measure::kFlat, 0, kInfinity}},
           {R"({"$near": [1, 2, 3]})", {{1, 2}, Measure::kFlat, 0, 3}},
           {R"({"$near": {"x": 1, "y": 2}, "$maxDistance": 5})",
            {{1, 2}, Measure::kFlat, 0, 5}},
           {R"({"$near": {"x": 1, "y": 2, "d": 3}})",
            {{1, 2}, Measure::kFlat, 0, 3}},
           {R"({"$near": [1, 2], "$uniqueDocs": true, "$maxDistance": 5.5,
                "$minDistance": 1})",
            {{1, 2}, Measure::kFlat, 1, 5.5}},
           {R"({"$near": [1, 2, 3], "$maxDistance": 4})",
            {{1, 2}, Measure::kFlat, 0, 4}},
           {R"({"$near": [1000, 2000]})",
            {{1000, 2000}, Measure::kFlat, 0, kInfinity}},
           {R"({"$nearSphere": [1, 2], "$maxDistance": 0.1})",
            {{1, 2}, Measure::kRadians, 0, 0.1}},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2]},
                          "$minDistance": 10, "$maxDistance": 20}})",
            {{1, 2}, Measure::kMetres, 10, 20}},
           {R"({"$nearSphere": {"$maxDistance": 20,
                                "$geometry": {"type": "Point",
                                              "coordinates": [1, 2]}}})",
            {{1, 2}, Measure::kMetres, 0, 20}},
       }) {
    const StatusOr<Near> near = ParseNear(Parsed(row.operators));
    INFO(row.operators);
    INFO(near.status());
    REQUIRE(near.ok());
    CHECK(near->center == row.near.center);
    CHECK(near->measure == row.near.measure);
    CHECK(near->least == row.near.least);
    CHECK(near->most == row.near.most);
  }
}

TEST_CASE("malformed near is refused") {
  for (const Refusal& refusal : std::vector<Refusal>{
           {R"({"$near": 5})", 2, "Point must be an array or object"},
           {R"({"$near": []})", 2, "Point must only contain numeric elements"},
           {R"({"$near": {}})", 2, "Point must only contain numeric elements"},
           {R"({"$near": ["1", 2]})", 2, "numeric elements"},
           {R"({"$near": [1, 2, "3"]})", 2, "two numeric elements"},
           {R"({"$near": [1, 2, 3, 4]})", 2, "two numeric elements"},
           {R"({"$near": [1, 2, -3]})", 18522, "-3"},
           {R"({"$near": [1, 2], "$minDistance": "1"})", 16893, "\"1\""},
           {R"({"$near": [1, 2], "$minDistance": -1})", 16894, "-1"},
           {R"({"$near": [1, 2], "$maxDistance": null})", 16895, "null"},
           {R"({"$near": [1, 2], "$maxDistance": -1})", 16896, "-1"},
           {R"({"$near": [1, 2], "$maxDistance": {"$numberDouble": "NaN"}})",
            16896, "$maxDistance"},
           {R"({"$near": [1, 2], "$gt": 5})", 34413, "$gt"},
           {R"({"$nearSphere": [181, 2]})", 2, "out of bounds"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2]},
                          "$minDistance": "1"}})",
            16897, "$minDistance"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2]},
                          "$minDistance": -1}})",
            16898, "$minDistance"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2]},
                          "$maxDistance": []}})",
            16899, "$maxDistance"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2]},
                          "$maxDistance": -2}})",
            16900, "$maxDistance"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2]}},
                "$maxDistance": 2})",
            2, "$maxDistance"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2]},
                          "x": 2}})",
            2, "x"},
           {R"({"$near": {"$geometry": {"type": "LineString",
                                        "coordinates": [[1, 2], [2, 3]]}}})",
            2, "must be a Point, found LineString"},
           {R"({"$near": {"$geometry": [1, 2]}})", 2, "must be an object"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 2],
                                        "crs": {"type": "link"}}}})",
            2, "crs must be"},
           {R"({"$near": {"$geometry": {"type": "Point",
                                        "coordinates": [1, 92]}}})",
            2, "out of bounds"},
       }) {
    CheckRefusal(ParseNear(Parsed(refusal.operand)).status(), refusal);
  }
}

TEST_CASE("what is near lies between the two distances, ends included") {
  const Near flat{{0, 0}, Measure::kFlat, 2, 5};
  CHECK(IsWithinReach(flat, {2, 0}));
  CHECK(IsWithinReach(flat, {3, 4}));
  CHECK_FALSE(IsWithinReach(flat, {1, 1}));
  CHECK_FALSE(IsWithinReach(flat, {4, 4}));

  // 3 degrees are 0.0524 radians, 20 are 0.349.
  const Near sphere{{0, 0}, Measure::kRadians, 0, 0.1};
  CHECK(IsWithinReach(sphere, {3, 0}));
  CHECK_FALSE(IsWithinReach(sphere, {20, 0}));
  CHECK_FALSE(IsWithinReach(sphere, {363, 0}));

  Near metres{{0, 0}, Measure::kMetres, 0, 334000};
  CHECK(DistanceTo(metres, {3, 0}) == Approx(3 * kDegree * 6378100));
  CHECK(IsWithinReach(metres, {3, 0}));
  metres.most = 333000;
  CHECK_FALSE(IsWithinReach(metres, {3, 0}));
}

}  // namespace
}  // namespace meerkat::query::geometry
