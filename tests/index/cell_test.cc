// Cells of a plane, and covers of shapes by them: no point of a shape may lie
// outside of its cover, wherever cells, poles and the date line are.
#include "index/geo/cell.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "index/geo/cover.h"
#include "tests/catch.hpp"
#include "tests/support/seed.h"

namespace meerkat::index::geo {
namespace {

constexpr Plane kSmall{.bits = 2, .min = 0, .max = 4};

TEST_CASE("a point has a cell") {
  const Cell cell = Cell::Of(kSmall, {3, 1});
  CHECK(cell.level() == 2);
  CHECK(cell.x() == 3);
  CHECK(cell.y() == 1);
  CHECK(cell.hash() == uint64_t{0b1011} << 60);
  CHECK(Cell::Of(kSmall, {4, 4}) == Cell(3, 3, 2));
  CHECK(Cell::Of(kSmall, {0, 0}) == Cell(0, 0, 2));
  CHECK(Cell::Of(kSmall, {1, std::nextafter(1, 0)}) == Cell(1, 0, 2));
  const Plane fine{.bits = 32, .min = -180, .max = 180};
  CHECK(Cell::Of(fine, {180, 180}).hash() == ~uint64_t{0});
  CHECK(Cell::Of(fine, {-180, -180}).hash() == 0);
  const Plane tiny{.bits = 32, .min = 0, .max = 5e-324};
  CHECK(Cell::Of(tiny, {0, 5e-324}).y() == ~uint32_t{0});
}

TEST_CASE("cells contain their children, in the order of hashes") {
  const Cell whole;
  CHECK(whole.last_hash() == ~uint64_t{0});
  CHECK(whole.Child(0) == Cell(0, 0, 1));
  CHECK(whole.Child(1) == Cell(0, 1, 1));
  CHECK(whole.Child(2) == Cell(1, 0, 1));
  CHECK(whole.Child(3) == Cell(1, 1, 1));
  const Cell cell(5, 9, 4);
  CHECK(cell.x() == 5);
  CHECK(cell.y() == 9);
  uint64_t next = cell.hash();
  for (int i = 0; i < 4; ++i) {
    const Cell child = cell.Child(i);
    CHECK(child.Parent() == cell);
    CHECK(cell.Contains(child));
    CHECK_FALSE(child.Contains(cell));
    CHECK(child.hash() == next);
    next = child.last_hash() + 1;
  }
  CHECK(next == cell.last_hash() + 1);
  CHECK_FALSE(cell.Contains(Cell(5, 8, 4)));
  CHECK(Cell(7, 7, 32).last_hash() == Cell(7, 7, 32).hash());
}

TEST_CASE("a cell has neighbours but at the rim") {
  const Cell cell(5, 9, 4);
  CHECK(cell.Neighbour(1, 0) == Cell(6, 9, 4));
  CHECK(cell.Neighbour(-1, 1) == Cell(4, 10, 4));
  CHECK(Cell(0, 0, 4).Neighbour(-1, 0) == Cell(0, 0, 4));
  CHECK(Cell(15, 0, 4).Neighbour(1, 0) == Cell(15, 0, 4));
}

// --- random shapes -----------------------------------------------------------

class RandomPlaces {
 public:
  explicit RandomPlaces(uint64_t seed) : engine_(seed) {}

  uint64_t Below(uint64_t count) { return engine_() % count; }
  double Between(double least, double greatest) {
    return least + (greatest - least) * std::ldexp(engine_() >> 11, -53);
  }

  Plane SomePlane() {
    switch (Below(4)) {
      case 0:
        return Plane{.bits = 1 + static_cast<int>(Below(32))};
      case 1:
        return Plane{.bits = 26, .min = -0.1, .max = 1000};
      case 2:
        return Plane{.bits = 32, .min = -500, .max = 300};
      default:
        return Plane();
    }
  }

  // On the border of cells and at the ends as often as not.
  double Coordinate(const Plane& plane) {
    const double extent = plane.max - plane.min;
    switch (Below(6)) {
      case 0:
        return plane.min;
      case 1:
        return plane.max;
      case 2: {
        const auto bits = static_cast<int>(1 + Below(12));
        const auto column = static_cast<double>(Below(uint64_t{1} << bits));
        return Nudged(plane.min + extent * std::ldexp(column, -bits));
      }
      case 3: {
        const double round[] = {-180, -90, 0, 90, 180, 45};
        return Nudged(round[Below(std::size(round))]);
      }
      default:
        return Between(plane.min, plane.max);
    }
  }

  Point SomePoint(const Plane& plane) {
    return {Coordinate(plane), Coordinate(plane)};
  }

  // Near `center`, at a distance of about `size`.
  Point NearPoint(const Point& center, double size) {
    const double angle = Between(0, 2 * std::numbers::pi);
    const double length = size * (Below(2) == 0 ? 1 : Between(0, 1));
    return {center.x + length * std::cos(angle),
            center.y + length * std::sin(angle)};
  }

  double Size() { return std::pow(10, Between(-7, 2.5)); }

  Shape SomeShape(const Plane& plane) {
    const Point center = SomePoint(plane);
    const double size = Size();
    switch (Below(4)) {
      case 0:
        return Box{center, {center.x + size, center.y - size * Between(0, 2)}};
      case 1:
        return Circle{center, Below(10) == 0 ? 0 : size};
      case 2: {
        Polygon polygon;
        for (uint64_t i = 3 + Below(6); i > 0; --i) {
          polygon.points.push_back(NearPoint(center, size));
        }
        return polygon;
      }
      default:
        return Cap{
            {std::clamp(center.x, -180.0, 180.0),
             std::clamp(center.y, -90.0, 90.0)},
            Below(10) == 0 ? Between(0, 3.2) : size * std::numbers::pi / 180};
    }
  }

  // Half of them near the shape.
  Point PointFor(const Plane& plane, const Shape& shape) {
    const double size = Size();
    if (Below(4) == 0) return SomePoint(plane);
    const Point center =
        std::visit([](const auto& kind) { return At(kind); }, shape);
    const Point point = NearPoint(center, size);
    if (Below(4) != 0) return point;
    // Over the date line and the poles.
    return {point.x > 0 ? point.x - 360 : point.x + 360,
            Below(2) == 0 ? point.y : std::copysign(180, point.y) - point.y};
  }

 private:
  double Nudged(double value) {
    const double infinity = std::numeric_limits<double>::infinity();
    switch (Below(3)) {
      case 0:
        return std::nextafter(value, infinity);
      case 1:
        return std::nextafter(value, -infinity);
      default:
        return value;
    }
  }

  static Point At(const Box& box) { return box.least; }
  static Point At(const Circle& circle) { return circle.center; }
  static Point At(const Polygon& polygon) { return polygon.points[0]; }
  static Point At(const Cap& cap) { return cap.center; }

  std::mt19937_64 engine_;
};

bool IsIn(const std::vector<HashRange>& ranges, uint64_t hash) {
  return std::ranges::any_of(ranges, [hash](const HashRange& range) {
    return range.first <= hash && hash <= range.last;
  });
}

bool IsAscending(const std::vector<HashRange>& ranges) {
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].first > ranges[i].last) return false;
    if (i > 0 && ranges[i].first <= ranges[i - 1].last + 1) return false;
  }
  return true;
}

TEST_CASE("a cover has every point of its shape") {
  RandomPlaces random(testing::SeedOfThisRun());
  int inside = 0;
  for (int i = 0; i < 40 * MEERKAT_TEST_EFFORT; ++i) {
    const Plane plane = random.SomePlane();
    const Shape shape = random.SomeShape(plane);
    const size_t max_ranges = 1 + random.Below(40);
    const std::vector<HashRange> ranges = Cover(plane, shape, max_ranges);
    REQUIRE(ranges.size() <= max_ranges);
    REQUIRE(IsAscending(ranges));
    for (int j = 0; j < 100; ++j) {
      const Point point = random.PointFor(plane, shape);
      if (!plane.Contains(point) || !Contains(shape, point)) continue;
      ++inside;
      INFO("kind " << shape.index() << ", point " << point.x << " " << point.y
                   << ", plane " << plane.min << " " << plane.max << " "
                   << plane.bits);
      REQUIRE(IsIn(ranges, Cell::Of(plane, point).hash()));
    }
  }
  CHECK(inside > 1000);
}

TEST_CASE("a box of a cell has every point of the cell") {
  RandomPlaces random(testing::SeedOfThisRun());
  for (int i = 0; i < 1000 * MEERKAT_TEST_EFFORT; ++i) {
    const Plane plane = random.SomePlane();
    const Point point = {
        std::clamp(random.Coordinate(plane), plane.min, plane.max),
        std::clamp(random.Coordinate(plane), plane.min, plane.max)};
    Cell cell = Cell::Of(plane, point);
    while (true) {
      REQUIRE(Contains(cell.BoxIn(plane), point));
      if (cell.level() == 0) break;
      cell = cell.Parent();
    }
  }
}

// What part of the plane the ranges are.
double PartOf(const std::vector<HashRange>& ranges) {
  double part = 0;
  for (const HashRange& range : ranges) {
    part += std::ldexp(static_cast<double>(range.last - range.first) + 1, -64);
  }
  return part;
}

TEST_CASE("a cover is little more than its shape") {
  const Plane plane;
  const double whole = 360.0 * 360.0;
  const double pi = std::numbers::pi;
  CHECK(PartOf(Cover(plane, Box{{10, 10}, {20, 20}})) < 1.5 * 100 / whole);
  CHECK(PartOf(Cover(plane, Circle{{10.7, 59.9}, 5})) < 1.5 * pi * 25 / whole);
  CHECK(PartOf(Cover(plane, Circle{{10.7, 59.9}, 1e-3})) <
        1.5 * pi * 1e-6 / whole);
  CHECK(PartOf(Cover(plane, Polygon{{{0, 0}, {20, 0}, {20, 20}}})) <
        1.5 * 200 / whole);
  const double degrees = 2 * 180 / pi * 0.01;
  CHECK(PartOf(Cover(plane, Cap{{10.7, 0}, 0.01})) <
        1.5 * degrees * degrees / whole);
  // A point: the cells around it at most.
  CHECK(PartOf(Cover(plane, Circle{{10.7, 59.9}, 0})) <= std::ldexp(4, -52));
}

// Of the numbers below 20, those in `ranges`.
uint32_t BitsOf(const std::vector<HashRange>& ranges) {
  uint32_t bits = 0;
  for (uint64_t i = 0; i < 20; ++i) {
    if (IsIn(ranges, i)) bits |= uint32_t{1} << i;
  }
  return bits;
}

TEST_CASE("ranges without others") {
  RandomPlaces random(testing::SeedOfThisRun());
  const auto some_ranges = [&random] {
    std::vector<HashRange> ranges;
    for (uint64_t first = random.Below(4); first < 18;) {
      const uint64_t last = first + random.Below(4);
      ranges.push_back({first, last});
      first = last + 2 + random.Below(4);
    }
    return ranges;
  };
  for (int i = 0; i < 20 * MEERKAT_TEST_EFFORT; ++i) {
    const std::vector<HashRange> ranges = some_ranges();
    const std::vector<HashRange> others = some_ranges();
    const std::vector<HashRange> left = Without(ranges, others);
    REQUIRE(BitsOf(left) == (BitsOf(ranges) & ~BitsOf(others)));
    for (size_t j = 1; j < left.size(); ++j) {
      REQUIRE(left[j - 1].last < left[j].first);
    }
  }
  const std::vector<HashRange> all = {{0, ~uint64_t{0}}};
  CHECK(Without(all, all).empty());
  CHECK(Without(all, {}) == all);
  CHECK(Without(all, {{5, ~uint64_t{0}}}) == std::vector<HashRange>{{0, 4}});
}

TEST_CASE("what is not on the plane has no cover") {
  const Plane plane;
  CHECK(Cover(plane, Box{{200, 0}, {300, 10}}).empty());
  CHECK(Cover(plane, Circle{{1000, 0}, 5}).empty());
  CHECK(Cover(plane, Polygon{{{200, 0}, {300, 0}, {300, 5}}}).empty());
  CHECK(Cover(Plane{.bits = 26, .min = 300, .max = 400}, Cap{{0, 0}, 0.1})
            .empty());
}

TEST_CASE("all of the plane is one range") {
  const std::vector<HashRange> all = {{0, ~uint64_t{0}}};
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(Cover(Plane(), Circle{{0, 0}, infinity}) == all);
  CHECK(Cover(Plane(), Box{{-1000, -1000}, {1000, 1000}}) == all);
  CHECK(Cover(Plane(), Box{{10, 10}, {11, 11}}, 1).size() == 1);
}

TEST_CASE("a polygon of very many points has a cover") {
  Polygon polygon;
  for (int i = 0; i < 100000; ++i) {
    const double angle = i * 2 * std::numbers::pi / 100000;
    polygon.points.push_back({std::cos(angle), std::sin(angle)});
  }
  const std::vector<HashRange> ranges = Cover(Plane(), polygon);
  CHECK(IsIn(ranges, Cell::Of(Plane(), {0, 0}).hash()));
  CHECK_FALSE(IsIn(ranges, Cell::Of(Plane(), {5, 5}).hash()));
}

TEST_CASE("huge and odd shapes have a cover") {
  const double huge = 1e308;
  for (const Shape& shape : std::vector<Shape>{
           Circle{{huge, huge}, huge}, Box{{-huge, -huge}, {huge, huge}},
           Polygon{{{-huge, -huge}, {huge, -huge}, {0, huge}}},
           Polygon{{{1, 1}, {1, 1}, {1, 1}}}, Cap{{180, 90}, 0},
           Cap{{-180, -90}, 10}}) {
    CHECK(Cover(Plane(), shape).size() <= kMaxRanges);
  }
  CHECK(IsIn(Cover(Plane(), Polygon{{{1, 1}, {1, 1}, {1, 1}}}),
             Cell::Of(Plane(), {1, 1}).hash()));
}

}  // namespace
}  // namespace meerkat::index::geo
