// The shapes of {$geoWithin: ...}, and whether a point is in them.
//
//   $box [[0, 0], [4, 3]]                Box      plane
//   $center [[0, 0], 5]                  Circle   plane
//   $polygon [[0, 0], [4, 0], [2, 3]]    Polygon  plane
//   $centerSphere [[13.4, 52.5], 0.01]   Cap      sphere
//
// Borders belong to all of them, but for the left ones of a polygon. On the
// plane coordinates are mere numbers; on the sphere x is the longitude and y
// the latitude, in degrees. MongoDB manual, "$geoWithin", "$centerSphere".
#pragma once

#include <variant>
#include <vector>

namespace meerkat::index::geo {

struct Point {
  double x = 0;
  double y = 0;

  friend bool operator==(const Point&, const Point&) = default;
};

// From the corner with the least coordinates to the one with the greatest.
struct Box {
  Point least;
  Point greatest;
};

// All that is not further from the center than the radius, which may be
// infinite.
struct Circle {
  Point center;
  double radius = 0;
};

// Convex or not. The last point is joined with the first; where edges cross,
// what lies inside an even number of times is outside. Corners and edges along
// an axis are inside; of a slanting edge the points count to what lies left of
// it, so that [5, 5] is inside of [[0, 0], [10, 10], [0, 10]] and outside of
// [[0, 0], [10, 10], [10, 0]].
// REQUIRES: three points or more.
struct Polygon {
  std::vector<Point> points;
};

// What can be seen from above `center`: all points at an angle of `radians` or
// less. It goes on over the poles and the date line.
// REQUIRES: IsOnSphere(center).
struct Cap {
  Point center;
  double radians = 0;
};

using Shape = std::variant<Box, Circle, Polygon, Cap>;

// REQUIRES, for all: the point is finite. False for a cap when it is no place
// on the sphere.
bool Contains(const Box& box, const Point& point);
bool Contains(const Circle& circle, const Point& point);
bool Contains(const Polygon& polygon, const Point& point);
bool Contains(const Cap& cap, const Point& point);
bool Contains(const Shape& shape, const Point& point);

}  // namespace meerkat::index::geo
