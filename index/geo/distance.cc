#include "index/geo/distance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace meerkat::index::geo {

namespace {

double ToRadians(double degrees) { return degrees * std::numbers::pi / 180; }

double Square(double value) { return value * value; }

}  // namespace

double Distance(const Point& a, const Point& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

bool IsOnSphere(const Point& point) {
  return std::abs(point.x) <= 180 && std::abs(point.y) <= 90;
}

// By haversines, which keep their digits when the places are close together.
double Angle(const Point& a, const Point& b) {
  const double haversine = Square(std::sin(ToRadians(b.y - a.y) / 2)) +
                           std::cos(ToRadians(a.y)) * std::cos(ToRadians(b.y)) *
                               Square(std::sin(ToRadians(b.x - a.x) / 2));
  return 2 * std::asin(std::sqrt(std::min(haversine, 1.0)));
}

}  // namespace meerkat::index::geo
