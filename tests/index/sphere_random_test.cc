// Geometry on the sphere against a second opinion, which knows three vectors
// and nothing of S2: a point is inside a ring when the ring, as seen from it,
// goes around once.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>
#include <random>
#include <vector>

#include "index/geo/geojson.h"
#include "index/geo/sphere.h"
#include "tests/catch.hpp"
#include "tests/support/seed.h"
#include "tests/support/sphere.h"

namespace meerkat::index::geo {
namespace {

constexpr double kPi = std::numbers::pi;

struct Vector {
  double x = 0;
  double y = 0;
  double z = 0;
};

Vector operator+(const Vector& a, const Vector& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
Vector operator*(double scale, const Vector& a) {
  return {scale * a.x, scale * a.y, scale * a.z};
}
double Dot(const Vector& a, const Vector& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
Vector Cross(const Vector& a, const Vector& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
Vector Unit(const Vector& a) { return (1 / std::sqrt(Dot(a, a))) * a; }

Vector ToVector(const Point& point) {
  const double lng = point.x * kPi / 180;
  const double lat = point.y * kPi / 180;
  return {std::cos(lat) * std::cos(lng), std::cos(lat) * std::sin(lng),
          std::sin(lat)};
}

Point ToPoint(const Vector& a) {
  return {std::atan2(a.y, a.x) * 180 / kPi,
          std::atan2(a.z, std::hypot(a.x, a.y)) * 180 / kPi};
}

// --- the second opinion ------------------------------------------------------

// Nothing where rounding might decide.
using Opinion = std::optional<bool>;

bool IsTooClose(const Vector& point, const Vector& a, const Vector& b) {
  return std::abs(Dot(point, Unit(Cross(a, b)))) < 1e-8;
}

// How far the direction turns in which `point` sees what goes from a to b.
double Turn(const Vector& point, const Vector& a, const Vector& b) {
  const Vector to_a = Cross(point, a);
  const Vector to_b = Cross(point, b);
  return std::atan2(Dot(point, Cross(to_a, to_b)), Dot(to_a, to_b));
}

// REQUIRES: the ring runs counter-clockwise and is less than a hemisphere.
Opinion IsInRing(const Vector& point, const Ring& ring) {
  double turned = 0;
  for (size_t i = 0; i < ring.size(); ++i) {
    const Vector a = ToVector(ring[i]);
    const Vector b = ToVector(ring[(i + 1) % ring.size()]);
    if (IsTooClose(point, a, b)) return std::nullopt;
    turned += Turn(point, a, b);
  }
  // Seen from the opposite of an inner point the ring goes around the other
  // way.
  return turned > kPi;
}

Opinion IsInPolygon(const Vector& point, const Rings& rings) {
  bool is_inside = true;
  for (size_t i = 0; i < rings.size(); ++i) {
    const Opinion is_in_ring = IsInRing(point, rings[i]);
    if (!is_in_ring) return std::nullopt;
    if (*is_in_ring != (i == 0)) is_inside = false;
  }
  return is_inside;
}

// Whether the edges ab and cd cross: each has its ends on both sides of the
// other, and they are not on opposite sides of the sphere.
Opinion Cross(const Vector& a, const Vector& b, const Vector& c,
              const Vector& d) {
  if (IsTooClose(a, c, d) || IsTooClose(b, c, d) || IsTooClose(c, a, b) ||
      IsTooClose(d, a, b)) {
    return std::nullopt;
  }
  const double side_of_a = Dot(a, Cross(c, d));
  const double side_of_b = Dot(b, Cross(c, d));
  const double side_of_c = Dot(c, Cross(a, b));
  const double side_of_d = Dot(d, Cross(a, b));
  return side_of_a * side_of_b < 0 && side_of_c * side_of_d < 0 &&
         side_of_a * side_of_d > 0;
}

// Whether the edge ab meets a ring of the polygon.
Opinion MeetsRings(const Vector& a, const Vector& b, const Rings& rings) {
  bool meets = false;
  for (const Ring& ring : rings) {
    for (size_t i = 0; i < ring.size(); ++i) {
      const Opinion crosses =
          Cross(a, b, ToVector(ring[i]), ToVector(ring[(i + 1) % ring.size()]));
      if (!crosses) return std::nullopt;
      meets = meets || *crosses;
    }
  }
  return meets;
}

// --- random geometries -------------------------------------------------------

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}

  double Between(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random_);
  }
  bool OneIn(int count) { return Between(0, count) < 1; }

  Vector Anywhere() {
    const double z = Between(-1, 1);
    const double lng = Between(-kPi, kPi);
    const double r = std::sqrt(1 - z * z);
    return {r * std::cos(lng), r * std::sin(lng), z};
  }

 private:
  std::mt19937_64 random_;
};

// A plane that touches the sphere at `center`; lines in it are great circles.
struct Tangent {
  explicit Tangent(const Vector& at) : center(at) {
    const Vector axis =
        std::abs(at.z) < 0.9 ? Vector{0, 0, 1} : Vector{1, 0, 0};
    east = Unit(Cross(axis, at));
    north = Cross(at, east);
  }

  Vector At(double angle, double distance) const {
    return Unit(center + (distance * std::cos(angle)) * east +
                (distance * std::sin(angle)) * north);
  }

  Vector center, east, north;
};

// A star around the center, counter-clockwise, perhaps with a hole of the same
// form in it.
Rings RandomStar(const Tangent& plane, double size, Dice& dice) {
  const int count = static_cast<int>(dice.Between(4, 12));
  Rings rings(dice.OneIn(2) ? 2 : 1);
  for (int i = 0; i < count; ++i) {
    const double angle = 2 * kPi * (i + dice.Between(0, 0.9)) / count;
    const double distance = size * dice.Between(0.3, 1);
    rings[0].push_back(ToPoint(plane.At(angle, distance)));
    if (rings.size() == 1) continue;
    rings[1].push_back(ToPoint(plane.At(angle, 0.4 * distance)));
  }
  return rings;
}

Vector RandomPlace(const Tangent& plane, double size, Dice& dice) {
  if (dice.OneIn(8)) return dice.Anywhere();
  return plane.At(dice.Between(0, 2 * kPi), size * dice.Between(0, 1.2));
}

Geometry PointGeometry(const Vector& place) {
  Geometry geometry;
  geometry.points.push_back(ToPoint(place));
  return geometry;
}

Geometry LineGeometry(const Vector& a, const Vector& b) {
  Geometry geometry;
  geometry.type = GeoJsonType::kLineString;
  geometry.lines.push_back({ToPoint(a), ToPoint(b)});
  return geometry;
}

Geometry PolygonGeometry(const Rings& rings) {
  Geometry geometry;
  geometry.type = GeoJsonType::kPolygon;
  geometry.polygons.push_back(rings);
  return geometry;
}

SphereRegion Region(const Geometry& geometry) {
  const StatusOr<SphereRegion> region = SphereRegion::Make(geometry);
  INFO(region.status());
  REQUIRE(region.ok());
  return *region;
}

struct Tally {
  int yes = 0;
  int no = 0;

  void Count(bool answer) { ++(answer ? yes : no); }
};

}  // namespace

TEST_CASE("random points are in random polygons as a second opinion says") {
  if (testing::LacksSphere()) return;
  Dice dice(testing::SeedOfThisRun());
  Tally tally;
  for (int round = 0; round < 100; ++round) {
    const Tangent plane(dice.Anywhere());
    const double size = std::pow(10, dice.Between(-4, 0.5));
    const Rings rings = RandomStar(plane, size, dice);
    const SphereRegion region = Region(PolygonGeometry(rings));
    for (int i = 0; i < 40; ++i) {
      const Vector place = RandomPlace(plane, size, dice);
      const Opinion is_inside = IsInPolygon(place, rings);
      if (!is_inside) continue;
      const Point point = ToPoint(place);
      INFO("round " << round << ", point " << point.x << ", " << point.y);
      CHECK(region.Contains(PointGeometry(place)) == *is_inside);
      CHECK(region.Intersects(PointGeometry(place)) == *is_inside);
      tally.Count(*is_inside);
    }
  }
  CHECK(tally.yes + tally.no > 2000);
  CHECK(tally.yes > 300);
  CHECK(tally.no > 300);
}

TEST_CASE("random lines lie to random polygons as a second opinion says") {
  if (testing::LacksSphere()) return;
  Dice dice(testing::SeedOfThisRun());
  Tally within;
  Tally common;
  for (int round = 0; round < 100; ++round) {
    const Tangent plane(dice.Anywhere());
    const double size = std::pow(10, dice.Between(-3, 0.5));
    const Rings rings = RandomStar(plane, size, dice);
    const SphereRegion region = Region(PolygonGeometry(rings));
    for (int i = 0; i < 20; ++i) {
      const Vector a = RandomPlace(plane, size, dice);
      const Vector b = RandomPlace(plane, size, dice);
      const Opinion has_a = IsInPolygon(a, rings);
      const Opinion has_b = IsInPolygon(b, rings);
      const Opinion meets = MeetsRings(a, b, rings);
      if (!has_a || !has_b || !meets) continue;
      INFO("round " << round << ", line " << i);
      CHECK(region.Contains(LineGeometry(a, b)) ==
            (*has_a && *has_b && !*meets));
      CHECK(region.Intersects(LineGeometry(a, b)) ==
            (*has_a || *has_b || *meets));
      within.Count(*has_a && *has_b && !*meets);
      common.Count(*has_a || *has_b || *meets);
    }
  }
  CHECK(within.yes > 50);
  CHECK(within.no > 300);
  CHECK(common.yes > 300);
  CHECK(common.no > 50);
}

TEST_CASE("random polygons lie to each other as their corners and edges do") {
  if (testing::LacksSphere()) return;
  Dice dice(testing::SeedOfThisRun());
  Tally within;
  Tally common;
  for (int round = 0; round < 500; ++round) {
    const Tangent plane(dice.Anywhere());
    const double size = std::pow(10, dice.Between(-3, 0));
    const Rings outer = RandomStar(plane, size, dice);
    const Rings inner =
        RandomStar(Tangent(plane.At(dice.Between(0, 2 * kPi),
                                    size * dice.Between(0, 1.5))),
                   size * dice.Between(0.05, 0.5), dice);
    bool meets = false;
    bool is_sure = true;
    for (const Ring& ring : inner) {
      for (size_t i = 0; i < ring.size(); ++i) {
        const Opinion crosses = MeetsRings(
            ToVector(ring[i]), ToVector(ring[(i + 1) % ring.size()]), outer);
        is_sure = is_sure && crosses.has_value();
        meets = meets || crosses.value_or(false);
      }
    }
    const Opinion has_corner = IsInPolygon(ToVector(inner[0][0]), outer);
    const Opinion has_outer_corner = IsInPolygon(ToVector(outer[0][0]), inner);
    Opinion has_hole = false;
    if (outer.size() == 2) {
      has_hole = IsInPolygon(ToVector(outer[1][0]), inner);
    }
    if (!is_sure || !has_corner || !has_outer_corner || !has_hole) continue;

    const bool is_within = !meets && *has_corner && !*has_hole;
    const bool has_common = meets || *has_corner || *has_outer_corner;
    INFO("round " << round);
    const SphereRegion region = Region(PolygonGeometry(outer));
    CHECK(region.Contains(PolygonGeometry(inner)) == is_within);
    CHECK(region.Intersects(PolygonGeometry(inner)) == has_common);
    within.Count(is_within);
    common.Count(has_common);
  }
  CHECK(within.yes > 30);
  CHECK(within.no > 100);
  CHECK(common.yes > 100);
  CHECK(common.no > 20);
}

}  // namespace meerkat::index::geo
