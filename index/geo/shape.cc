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

// Positive when `point` lies left of the line from `a` to `b`, 0 on it but for
// rounding.
double Side(const Point& a, const Point& b, const Point& point) {
  const double across = (b.x - a.x) * (point.y - a.y);
  const double along = (b.y - a.y) * (point.x - a.x);
  const double side = across - along;
  const double error = kRounding * (std::abs(across) + std::abs(along));
  return std::abs(side) < error ? 0 : side;
}

bool IsOnEdge(const Point& a, const Point& b, const Point& point) {
  return IsBetween(point.x, a.x, b.x) && IsBetween(point.y, a.y, b.y) &&
         Side(a, b, point) == 0;
}

// Whether a ray from the point to the right crosses the edge. An end of the
// edge counts as above the ray when it is on it.
bool CrossesRay(const Point& a, const Point& b, const Point& point) {
  const bool goes_down = a.y >= point.y;
  const bool ends_above = b.y >= point.y;
  if (goes_down == ends_above) return false;
  return goes_down ? Side(b, a, point) > 0 : Side(a, b, point) > 0;
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
    if (IsOnEdge(previous, next, point)) return true;
    if (CrossesRay(previous, next, point)) is_inside = !is_inside;
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
