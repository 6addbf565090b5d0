#include "index/geo/box_relation.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <numeric>

#include "index/geo/box_distance.h"
#include "index/geo/distance.h"

namespace meerkat::index::geo {
namespace {

// A part of a length, more than the roundings on the way to a distance or to
// the side of an edge.
constexpr double kSlack = 1e-12;
// Of cosines. It is about a metre on earth.
constexpr double kCosineSlack = 1e-14;

// --- polygons ----------------------------------------------------------------

struct Edge {
  Point from;
  Point to;
};

Edge EdgeAt(const Polygon& polygon, uint32_t i) {
  const size_t next = i + 1 == polygon.points.size() ? 0 : i + 1;
  return {polygon.points[i], polygon.points[next]};
}

// Left of the edge is positive, scaled by its length.
double SideOf(const Edge& edge, const Point& point) {
  return (edge.to.x - edge.from.x) * (point.y - edge.from.y) -
         (edge.to.y - edge.from.y) * (point.x - edge.from.x);
}

double Largest(std::initializer_list<double> values) {
  double largest = 0;
  for (const double value : values) {
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

// No line parts the two: neither an axis nor the edge itself. The box is taken
// a little larger by as much as computing the sides may be wrong.
bool IsNear(const Edge& edge, const Box& box) {
  const double size =
      Largest({edge.from.x, edge.from.y, edge.to.x, edge.to.y, box.least.x,
               box.least.y, box.greatest.x, box.greatest.y});
  const double slack = size * kSlack;
  if (std::max(edge.from.x, edge.to.x) < box.least.x - slack ||
      std::min(edge.from.x, edge.to.x) > box.greatest.x + slack ||
      std::max(edge.from.y, edge.to.y) < box.least.y - slack ||
      std::min(edge.from.y, edge.to.y) > box.greatest.y + slack) {
    return false;
  }
  const double sides[] = {
      SideOf(edge, box.least), SideOf(edge, {box.least.x, box.greatest.y}),
      SideOf(edge, {box.greatest.x, box.least.y}), SideOf(edge, box.greatest)};
  const double side_slack = size * size * kSlack;
  const bool is_left = std::ranges::all_of(
      sides, [&](double side) { return side > side_slack; });
  const bool is_right = std::ranges::all_of(
      sides, [&](double side) { return side < -side_slack; });
  return !is_left && !is_right;
}

}  // namespace

Relation Relate(const Box& shape, const Box& box) {
  const auto [left, right] = std::minmax(shape.least.x, shape.greatest.x);
  const auto [low, high] = std::minmax(shape.least.y, shape.greatest.y);
  if (box.greatest.x < left || box.least.x > right || box.greatest.y < low ||
      box.least.y > high) {
    return Relation::kApart;
  }
  const bool is_inside = left <= box.least.x && box.greatest.x <= right &&
                         low <= box.least.y && box.greatest.y <= high;
  return is_inside ? Relation::kInside : Relation::kMixed;
}

Relation Relate(const Circle& shape, const Box& box) {
  const Point& center = shape.center;
  if (LeastDistance(center, box) > shape.radius) return Relation::kApart;
  const double far =
      std::hypot(std::max(center.x - box.least.x, box.greatest.x - center.x),
                 std::max(center.y - box.least.y, box.greatest.y - center.y));
  return far <= shape.radius ? Relation::kInside : Relation::kMixed;
}

Relation Relate(const Cap& shape, const Box& whole_box) {
  const Box box{
      {std::max(whole_box.least.x, -180.0), std::max(whole_box.least.y, -90.0)},
      {std::min(whole_box.greatest.x, 180.0),
       std::min(whole_box.greatest.y, 90.0)}};
  if (box.least.x > box.greatest.x || box.least.y > box.greatest.y) {
    return Relation::kApart;
  }
  if (shape.radians >= std::numbers::pi) return Relation::kInside;
  const double edge = std::cos(shape.radians);
  if (GreatestCosine(shape.center, box) < edge - kCosineSlack) {
    return Relation::kApart;
  }
  const double least = -GreatestCosine(Antipode(shape.center), box);
  return least > edge + kCosineSlack ? Relation::kInside : Relation::kMixed;
}

Edges AllEdges(const Polygon& polygon) {
  Edges edges(polygon.points.size());
  for (uint32_t i = 0; i < edges.size(); ++i) edges[i] = i;
  return edges;
}

Edges EdgesNear(const Polygon& polygon, const Edges& edges, const Box& box) {
  Edges near;
  for (const uint32_t i : edges) {
    if (IsNear(EdgeAt(polygon, i), box)) near.push_back(i);
  }
  return near;
}

// Where no edge comes near, all points of the box are on the same side of all.
Relation Relate(const Polygon& polygon, const Edges& edges, const Box& box) {
  if (!edges.empty()) return Relation::kMixed;
  const Point middle{std::midpoint(box.least.x, box.greatest.x),
                     std::midpoint(box.least.y, box.greatest.y)};
  return Contains(polygon, middle) ? Relation::kInside : Relation::kApart;
}

}  // namespace meerkat::index::geo
