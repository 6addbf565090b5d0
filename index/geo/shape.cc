#include "index/geo/shape.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "index/geo/distance.h"

namespace meerkat::index::geo {

namespace {

// What a few roundings may add: a point that was meant to be on the border is.
constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();

bool IsBetween(double value, double a, double b) {
  return std::min(a, b) <= value && value <= std::max(a, b);
}

// Whether the point is an end of the edge, or on it where it goes along an
// axis.
bool IsOnStraightEdge(const Point& a, const Point& b, const Point& point) {
  if (point == a || point == b) return true;
  const bool is_straight = a.x == b.x || a.y == b.y;
  return is_straight && IsBetween(point.x, a.x, b.x) &&
         IsBetween(point.y, a.y, b.y);
}

// Whether a ray from the point to the right meets the edge, which it does when
// the point is on it. An end of the edge counts as above the ray when it is on
// it.
bool MeetsRay(const Point& a, const Point& b, const Point& point) {
  if ((a.y >= point.y) == (b.y >= point.y)) return false;
  const double x = a.x + (point.y - a.y) * (b.x - a.x) / (b.y - a.y);
  return point.x <= x;
}

}  // namespace

bool Contains(const Box& box, const Point& point) {
  return IsBetween(point.x, box.least.x, box.greatest.x) &&
         IsBetween(point.y, box.least.y, box.greatest.y);
}

bool Contains(const Circle& circle, const Point& point) {
  return Distance(circle.center, point) <= circle.radius * (1 + kRounding);
}

bool Contains(const Polygon& polygon, const Point& point) {
  bool is_inside = false;
  Point previous = polygon.points.back();
  for (const Point& next : polygon.points) {
    if (IsOnStraightEdge(previous, next, point)) return true;
    if (MeetsRay(previous, next, point)) is_inside = !is_inside;
    previous = next;
  }
  return is_inside;
}

bool Contains(const Cap& cap, const Point& point) {
  return IsOnSphere(point) &&
         Angle(cap.center, point) <= cap.radians * (1 + kRounding);
}

bool Contains(const Shape& shape, const Point& point) {
  return std::visit([&](const auto& kind) { return Contains(kind, point); },
                    shape);
}

}  // namespace meerkat::index::geo
