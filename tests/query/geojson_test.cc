// $geometry, and which stored values each shape looks at.
#include <meerkat/json.h>

#include <string>
#include <string_view>
#include <vector>

#include "query/geometry/parse.h"
#include "query/geometry/region.h"
#include "query/match/matcher.h"
#include "query/match/matches.h"
#include "query/match/parse.h"
#include "query/match/print.h"
#include "tests/catch.hpp"
#include "tests/support/parsed_json.h"
#include "tests/support/sphere.h"

namespace meerkat::query {
namespace {

using testing::Parsed;

StatusOr<MatchNode> Parse(std::string_view operators) {
  return ParseFilter(Parsed("{\"loc\": " + std::string(operators) + "}"));
}

bool Matches(std::string_view operators, std::string_view value) {
  StatusOr<MatchNode> filter = Parse(operators);
  INFO(operators);
  INFO(filter.status());
  REQUIRE(filter.ok());
  MatchContext context;
  const bool matches =
      Matcher(*std::move(filter))
          .Matches(Parsed("{\"loc\": " + std::string(value) + "}"), context);
  CHECK(context.error.ok());
  return matches;
}

constexpr std::string_view kBox =
    R"({"$geoWithin": {"$box": [[0, 0], [9, 9]]}})";
constexpr std::string_view kCenter =
    R"({"$geoWithin": {"$center": [[5, 5], 6]}})";
constexpr std::string_view kFlatPolygon =
    R"({"$geoWithin": {"$polygon": [[0, 0], [9, 0], [9, 9], [0, 9]]}})";
constexpr std::string_view kCap =
    R"({"$geoWithin": {"$centerSphere": [[5, 5], 0.2]}})";
constexpr std::string_view kWithin =
    R"({"$geoWithin": {"$geometry": {"type": "Polygon", "coordinates":
        [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]]}}})";
constexpr std::string_view kIntersects =
    R"({"$geoIntersects": {"$geometry": {"type": "Polygon", "coordinates":
        [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]]}}})";

TEST_CASE("flat shapes look at points, those of the sphere at all geometries") {
  if (testing::LacksSphere()) return;
  struct Row {
    std::string_view value;
    bool on_plane;
    bool on_sphere;
  };
  for (const Row& row : std::vector<Row>{
           {"[4, 4]", true, true},
           {R"({"lng": 4, "lat": 4})", true, true},
           {R"({"type": "Point", "coordinates": [4, 4]})", true, true},
           {"[[50, 50], [4, 4]]", true, true},
           {R"([{"type": "Point", "coordinates": [50, 50]},
                {"type": "Point", "coordinates": [4, 4]}])",
            true, true},
           {R"({"type": "LineString", "coordinates": [[4, 4], [5, 5]]})", false,
            true},
           {R"({"type": "Polygon", "coordinates":
                [[[4, 4], [5, 4], [5, 5], [4, 4]]]})",
            false, true},
           {R"({"type": "MultiPoint", "coordinates": [[4, 4]]})", false, true},
           {R"([{"type": "LineString", "coordinates": [[40, 4], [50, 5]]},
                {"type": "LineString", "coordinates": [[4, 4], [5, 5]]}])",
            false, true},
           {R"({"type": "GeometryCollection", "geometries":
                [{"type": "Point", "coordinates": [4, 4]}]})",
            false, true},
           // Not closed, and crossing itself.
           {R"({"type": "Polygon", "coordinates":
                [[[4, 4], [5, 4], [5, 5]]]})",
            false, false},
           {R"({"type": "Polygon", "coordinates":
                [[[4, 4], [5, 5], [5, 4], [4, 5], [4, 4]]]})",
            false, false},
           {R"({"type": "Point", "coordinates": ["4", 4]})", false, false},
           {R"({"type": "Polygon", "coordinates":
                [[[4, 4], [5, 4], [5, 5], [4, 4]]],
                "crs": {"type": "name", "properties":
                 {"name": "urn:x-mongodb:crs:strictwinding:EPSG:4326"}}})",
            false, false},
           {"[50, 50]", false, false},
           {"[400, 4]", false, false},
           {"5", false, false},
           {"null", false, false},
       }) {
    INFO(row.value);
    for (const std::string_view flat : {kBox, kCenter, kFlatPolygon}) {
      CHECK(Matches(flat, row.value) == row.on_plane);
    }
    for (const std::string_view sphere : {kCap, kWithin, kIntersects}) {
      CHECK(Matches(sphere, row.value) == row.on_sphere);
    }
  }
}

TEST_CASE("places that the sphere does not have are on the plane only") {
  if (testing::LacksSphere()) return;
  constexpr std::string_view kWide =
      R"({"$geoWithin": {"$box": [[0, 0], [999, 999]]}})";
  CHECK(Matches(kWide, "[400, 400]"));
  CHECK_FALSE(Matches(kWide, R"({"type": "Point", "coordinates": [400, 4]})"));
  CHECK_FALSE(
      Matches(R"({"$geoWithin": {"$centerSphere": [[0, 0], 4]}})", "[400, 4]"));
}

TEST_CASE("within is wholly inside, to intersect takes one place") {
  if (testing::LacksSphere()) return;
  constexpr std::string_view kAcross =
      R"({"type": "LineString", "coordinates": [[4, 4], [40, 4]]})";
  CHECK_FALSE(Matches(kWithin, kAcross));
  CHECK(Matches(kIntersects, kAcross));
  CHECK_FALSE(Matches(kCap, kAcross));
  CHECK(Matches(R"({"$not": )" + std::string(kWithin) + "}", kAcross));
  CHECK(Matches(R"({"$within": {"$uniqueDocs": true, "$geometry":
                     {"type": "MultiPolygon", "coordinates":
                      [[[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]]]}}})",
                "[4, 4]"));
}

TEST_CASE("$geoIntersects takes any geometry") {
  if (testing::LacksSphere()) return;
  for (const std::string_view geometry : {
           R"({"type": "Point", "coordinates": [4, 4]})",
           R"({"type": "MultiPoint", "coordinates": [[0, 0], [4, 4]]})",
           R"({"type": "LineString", "coordinates": [[4, 0], [4, 9]]})",
           R"({"type": "MultiLineString", "coordinates": [[[4, 0], [4, 9]]]})",
           R"({"type": "Polygon", "coordinates":
               [[[3, 3], [5, 3], [5, 5], [3, 5], [3, 3]]]})",
           R"({"type": "MultiPolygon", "coordinates":
               [[[[3, 3], [5, 3], [5, 5], [3, 5], [3, 3]]]]})",
           R"({"type": "GeometryCollection", "geometries":
               [{"type": "Point", "coordinates": [4, 4]}]})",
       }) {
    const std::string operators =
        R"({"$geoIntersects": {"$geometry": )" + std::string(geometry) + "}}";
    CHECK(Matches(operators, "[4, 4]"));
    CHECK_FALSE(Matches(operators, "[4, 60]"));
  }
}

TEST_CASE("$geoIntersects takes a pair as a point") {
  if (testing::LacksSphere()) return;
  for (const std::string_view geometry :
       {"[4, 5]", R"({"x": 4, "y": 5})", R"({"any": 4, "name": 5.0})",
        R"({"type": "Point", "coordinates": {"x": 4, "y": 5}})",
        R"({"type": "Point", "coordinates": {"x": 4, "y": 5, "z": "no"}})"}) {
    const std::string operators =
        R"({"$geoIntersects": {"$geometry": )" + std::string(geometry) + "}}";
    CHECK(Matches(operators, "[4, 5]"));
    CHECK(Matches(operators,
                  R"({"type": "Point", "coordinates": {"lng": 4, "lat": 5}})"));
    CHECK_FALSE(Matches(operators, "[5, 4]"));
  }
}

TEST_CASE("filters with $geometry print as they were given") {
  if (testing::LacksSphere()) return;
  for (const std::string_view operators : {kWithin, kIntersects}) {
    const StatusOr<MatchNode> filter = Parse(operators);
    REQUIRE(filter.ok());
    CHECK(ToString(PrintFilter(*filter)) ==
          ToString(Parsed("{\"loc\": " + std::string(operators) + "}")));
  }
  // What stands alone among operators goes on doing so among conditions.
  const Document beside =
      Parsed(R"({"loc": {"$elemMatch": {"$exists": true, "$not": )" +
             std::string(kIntersects) + "}}}");
  const StatusOr<MatchNode> parsed = ParseFilter(beside);
  INFO(parsed.status());
  REQUIRE(parsed.ok());
  CHECK(ParseFilter(PrintFilter(*parsed)).ok());
}

TEST_CASE("malformed operands of $geoWithin and $geoIntersects are refused") {
  if (testing::LacksSphere()) return;
  struct Refusal {
    std::string_view operators;
    std::string_view says;
  };
  for (const Refusal& refusal : std::vector<Refusal>{
           {R"({"$geoIntersects": 5})", "$geoIntersects: needs an object"},
           {R"({"$geoIntersects": {}})", "$geoIntersects: needs one shape"},
           {R"({"$geoIntersects": {"$box": [[0, 0], [1, 1]]}})",
            "$geoIntersects: needs a $geometry"},
           {R"({"$geoIntersects": {"type": "Point", "coordinates": [1, 2]}})",
            "needs one shape"},
           {R"({"$geoIntersects": {"$geometry": 5}})",
            "at 'loc': $geometry: a GeoJSON geometry must be an object"},
           {R"({"$geoIntersects": {"$geometry": {}}})", "needs a type"},
           {R"({"$geoIntersects": {"$geometry": {"x": 1}}})",
            "Point must only contain numeric elements"},
           {R"({"$geoIntersects": {"$geometry": {"x": 1, "y": 2, "z": 3}}})",
            "Point must only contain two numeric elements"},
           {R"({"$geoIntersects": {"$geometry": [200, 2]}})",
            "out of bounds, lng: 200 lat: 2"},
           {R"({"$geoWithin": {"$geometry": [1, 2]}})",
            "$geoWithin: needs a geometry with polygons"},
           {R"({"$geoIntersects": {"$geometry":
                {"type": "Point", "coordinates": [200, 2]}}})",
            "out of bounds, lng: 200 lat: 2"},
           {R"({"$geoIntersects": {"$geometry":
                {"type": "Ball", "coordinates": [200, 2]}}})",
            "unknown GeoJSON type: \"Ball\""},
           {R"({"$geoWithin": {"$geometry":
                {"type": "Point", "coordinates": [1, 2]}}})",
            "$geoWithin: needs a geometry with polygons"},
           {R"({"$geoWithin": {"$geometry":
                {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}})",
            "$geoWithin: needs a geometry with polygons"},
           {R"({"$geoWithin": {"$geometry":
                {"type": "GeometryCollection", "geometries":
                 [{"type": "Point", "coordinates": [1, 2]}]}}})",
            "$geoWithin: needs a geometry with polygons"},
           {R"({"$geoWithin": {"$geometry":
                {"type": "Polygon", "coordinates":
                 [[[4, 4], [5, 5], [5, 4], [4, 5], [4, 4]]]}}})",
            "$geometry: a Polygon must not cross or touch itself"},
           {R"({"$geoWithin": {"$geometry":
                {"type": "Polygon", "coordinates":
                 [[[4, 4], [5, 5], [5, 4]]]}}})",
            "$geometry: a ring must end where it begins"},
           {R"({"$geoWithin": {"$box": [[0, 0], [1, 1]]}, "$exists": true})",
            "$geoWithin at 'loc' must be the only operator, found $exists"},
           {R"({"$within": {"$box": [[0, 0], [1, 1]]},
                "$within": {"$box": [[0, 0], [1, 1]]}})",
            "must be the only operator, found $within"},
           {R"({"$gt": 5, "$geoIntersects": {"$geometry":
                {"type": "Point", "coordinates": [1, 2]}}})",
            "$geoIntersects at 'loc' must be the only operator, found $gt"},
       }) {
    INFO(refusal.operators);
    const Status status = Parse(refusal.operators).status();
    REQUIRE_FALSE(status.ok());
    CHECK(ErrorCodeOf(status) == ErrorCode::kBadValue);
    CHECK_THAT(std::string(ErrorMessageOf(status)),
               Catch::Matchers::ContainsSubstring(std::string(refusal.says)));
  }
}

TEST_CASE("$geometry in a build without S2 is an error that says so") {
  if (index::geo::HasSphere()) {
    SUCCEED("this build has S2");
    return;
  }
  for (const std::string_view operators : {kWithin, kIntersects}) {
    const Status status = Parse(operators).status();
    CHECK(ErrorCodeOf(status) == ErrorCode::kNotImplemented);
    CHECK_THAT(std::string(ErrorMessageOf(status)),
               Catch::Matchers::ContainsSubstring("without the library S2"));
  }
}

}  // namespace
}  // namespace meerkat::query
