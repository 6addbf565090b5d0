// The sphere by S2.
#ifdef MEERKAT_HAS_S2

#include "index/geo/sphere.h"

#include <s2/mutable_s2shape_index.h>
#include <s2/s1angle.h>
#include <s2/s1chord_angle.h>
#include <s2/s2boolean_operation.h>
#include <s2/s2buffer_operation.h>
#include <s2/s2builderutil_s2polygon_layer.h>
#include <s2/s2builderutil_s2polyline_vector_layer.h>
#include <s2/s2builderutil_snap_functions.h>
#include <s2/s2cap.h>
#include <s2/s2closest_edge_query.h>
#include <s2/s2edge_distances.h>
#include <s2/s2latlng_rect.h>
#include <s2/s2point_vector_shape.h>

#include <algorithm>
#include <numbers>
#include <utility>
#include <vector>

#include "index/geo/s2_shapes.h"
#include "storage/status_macros.h"

namespace meerkat::index::geo {

namespace {

S1Angle Border() { return S1Angle::Radians(kBorder); }

// What has no place outside the bound, border included.
S2LatLngRect WithBorder(const S2LatLngRect& bound) {
  return bound.ExpandedByDistance(Border());
}

struct Area {
  std::unique_ptr<S2Polygon> polygon;
  S2LatLngRect bound;
};

// --- borders -----------------------------------------------------------------

S2ClosestEdgeQuery::Options EdgesWithinBorder() {
  S2ClosestEdgeQuery::Options options;
  options.set_include_interiors(false);
  options.set_conservative_max_distance(S1ChordAngle(Border()));
  return options;
}

bool IsOnBorder(const S2Polygon& polygon, const S2Point& point) {
  S2ClosestEdgeQuery query(&polygon.index(), EdgesWithinBorder());
  S2ClosestEdgeQuery::PointTarget target(point);
  return query.IsConservativeDistanceLessOrEqual(&target,
                                                 S1ChordAngle(Border()));
}

// Whether all of the line is: it lies within a strip around those edges that
// come close to it.
bool IsOnBorder(const S2Polygon& polygon, const S2Polyline& line) {
  for (int i = 0; i < line.num_vertices(); ++i) {
    if (!IsOnBorder(polygon, line.vertex(i))) return false;
  }
  S2ClosestEdgeQuery query(&polygon.index(), EdgesWithinBorder());
  MutableS2ShapeIndex index;
  index.Add(std::make_unique<S2Polyline::Shape>(&line));
  S2ClosestEdgeQuery::ShapeIndexTarget target(&index);

  S2Polygon strip;
  strip.set_s2debug_override(S2Debug::DISABLE);
  S2BufferOperation buffer(
      std::make_unique<s2builderutil::S2PolygonLayer>(&strip),
      S2BufferOperation::Options(Border()));
  for (const auto& result : query.FindClosestEdges(&target)) {
    const S2Shape::Edge edge = query.GetEdge(result);
    buffer.AddPolyline(std::vector<S2Point>{edge.v0, edge.v1});
  }
  S2Error error;
  return buffer.Build(&error) &&
         S2BooleanOperation::Contains(strip.index(), index);
}

// --- covering ----------------------------------------------------------------

bool Covers(const Area& area, const S2Point& point) {
  if (!area.bound.Contains(point)) return false;
  return area.polygon->Contains(point) || IsOnBorder(*area.polygon, point);
}

// What the polygon leaves of a shape goes to `layer`. False if S2 fails.
bool Subtract(const S2Polygon& polygon, const S2ShapeIndex& from,
              S1Angle snap_radius, std::unique_ptr<S2Builder::Layer> layer) {
  S2BooleanOperation operation(
      S2BooleanOperation::OpType::DIFFERENCE, std::move(layer),
      S2BooleanOperation::Options(
          s2builderutil::IdentitySnapFunction(snap_radius)));
  S2Error error;
  return operation.Build(from, polygon.index(), &error);
}

bool Covers(const Area& area, const S2Polyline& line) {
  if (!Covers(area, line.vertex(0))) return false;
  MutableS2ShapeIndex index;
  index.Add(std::make_unique<S2Polyline::Shape>(&line));
  std::vector<std::unique_ptr<S2Polyline>> pieces;
  return Subtract(
             *area.polygon, index, S1Angle::Zero(),
             std::make_unique<s2builderutil::S2PolylineVectorLayer>(&pieces)) &&
         std::ranges::all_of(pieces, [&](const auto& piece) {
           return IsOnBorder(*area.polygon, *piece);
         });
}

// Slivers that are thinner than the border vanish as they are snapped; their
// ends must not lie outside for all that.
bool Covers(const Area& area, const S2Polygon& polygon) {
  const S2Loop& outer = *polygon.loop(0);
  for (int i = 0; i < outer.num_vertices(); ++i) {
    if (!Covers(area, outer.vertex(i))) return false;
  }
  S2Polygon rest;
  rest.set_s2debug_override(S2Debug::DISABLE);
  return Subtract(*area.polygon, polygon.index(), Border(),
                  std::make_unique<s2builderutil::S2PolygonLayer>(&rest)) &&
         rest.is_empty();
}

template <typename Part>
bool AnyCovers(const std::vector<Area>& areas, const Part& part) {
  return std::ranges::any_of(
      areas, [&](const Area& area) { return Covers(area, part); });
}

// --- overlapping -------------------------------------------------------------

// Whether there is a place inside of both.
bool Overlap(const S2Polygon& a, const S2Polygon& b) {
  S2BooleanOperation::Options options;
  options.set_polygon_model(S2BooleanOperation::PolygonModel::OPEN);
  return S2BooleanOperation::Intersects(a.index(), b.index(), options);
}

// Whether the shapes of the two come so close that they have a place in common,
// borders included.
bool Touch(const S2ShapeIndex& a, const S2ShapeIndex& b) {
  S2ClosestEdgeQuery query(&a);
  S2ClosestEdgeQuery::ShapeIndexTarget target(&b);
  return query.IsConservativeDistanceLessOrEqual(&target,
                                                 S1ChordAngle(Border()));
}

// --- bounds ------------------------------------------------------------------

// The positions only, which is quick, and what is inside has them inside.
bool HasPositionsInBound(const S2LatLngRect& bound, const Geometry& geometry) {
  const auto is_inside = [&](const Point& point) {
    return bound.Contains(ToLatLng(point));
  };
  return std::ranges::all_of(geometry.points, is_inside) &&
         std::ranges::all_of(geometry.lines,
                             [&](const Line& line) {
                               return std::ranges::all_of(line, is_inside);
                             }) &&
         std::ranges::all_of(geometry.polygons, [&](const Rings& rings) {
           return std::ranges::all_of(rings[0], is_inside);
         });
}

// In a cap smaller than a hemisphere lies all between the positions, and what
// their ring cuts off too.
S2LatLngRect BoundOf(const std::vector<Point>& points) {
  const std::vector<S2Point> positions = ToS2(points);
  S2Point sum;
  for (const S2Point& position : positions) sum += position;
  if (sum.Norm2() == 0) return S2LatLngRect::Full();
  const S2Point center = sum.Normalize();
  S2Cap cap = S2Cap::FromPoint(center);
  for (const S2Point& position : positions) cap.AddPoint(position);
  const bool is_small = cap.GetRadius() < S1Angle::Degrees(89);
  return is_small ? cap.GetRectBound() : S2LatLngRect::Full();
}

// REQUIRES: the geometry is not strict.
S2LatLngRect BoundOf(const Geometry& geometry) {
  S2LatLngRect bound = S2LatLngRect::Empty();
  for (const Point& point : geometry.points) bound.AddPoint(ToLatLng(point));
  for (const Line& line : geometry.lines) bound = bound.Union(BoundOf(line));
  for (const Rings& rings : geometry.polygons) {
    bound = bound.Union(BoundOf(rings[0]));
  }
  return bound;
}

// --- caps --------------------------------------------------------------------

// Whether no place of the edge is further away from the center than the radius,
// that is to say nearer to the opposite of the center than what is left.
bool IsEdgeInCap(const S2Point& center, double radians, const S2Point& a,
                 const S2Point& b) {
  const double left = S2::GetDistance(-center, a, b).radians();
  return std::numbers::pi - left <= radians + kBorder;
}

bool IsInCap(const S2Point& center, double radians, const S2Polyline& line) {
  for (int i = 1; i < line.num_vertices(); ++i) {
    if (!IsEdgeInCap(center, radians, line.vertex(i - 1), line.vertex(i))) {
      return false;
    }
  }
  return true;
}

// When the border is in the cap, what lies outside the cap is all inside the
// polygon or all outside.
bool IsInCap(const S2Point& center, double radians, const S2Polygon& polygon) {
  const S2Loop& outer = *polygon.loop(0);
  for (int i = 0; i < outer.num_vertices(); ++i) {
    if (!IsEdgeInCap(center, radians, outer.vertex(i), outer.vertex(i + 1))) {
      return false;
    }
  }
  return radians >= std::numbers::pi || !polygon.Contains(-center);
}

}  // namespace

// --- regions -----------------------------------------------------------------

struct SphereRegion::Compiled {
  // Errors: of Make.
  Status Add(const Geometry& geometry);

  bool Touches(const Point& point) const;

  // Whether an area of one and an area of the other overlap.
  bool AreasOverlap(const Compiled& other) const;

  std::vector<Area> areas;
  std::vector<std::unique_ptr<S2Polyline>> lines;
  // Of all parts, and of points and lines alone; they refer to the above.
  MutableS2ShapeIndex index;
  MutableS2ShapeIndex thin_index;
  S2LatLngRect bound = S2LatLngRect::Empty();
};

Status SphereRegion::Compiled::Add(const Geometry& geometry) {
  for (const Rings& rings : geometry.polygons) {
    MEERKAT_ASSIGN_OR_RETURN(auto polygon,
                             ToPolygon(rings, geometry.is_strict));
    index.Add(std::make_unique<S2Polygon::Shape>(polygon.get()));
    areas.push_back({std::move(polygon), S2LatLngRect::Empty()});
    areas.back().bound = WithBorder(areas.back().polygon->GetRectBound());
    bound = bound.Union(areas.back().bound);
  }
  for (const Line& line : geometry.lines) {
    MEERKAT_ASSIGN_OR_RETURN(auto polyline, ToPolyline(line));
    index.Add(std::make_unique<S2Polyline::Shape>(polyline.get()));
    thin_index.Add(std::make_unique<S2Polyline::Shape>(polyline.get()));
    bound = bound.Union(WithBorder(polyline->GetRectBound()));
    lines.push_back(std::move(polyline));
  }
  if (geometry.points.empty()) return absl::OkStatus();
  std::vector<S2Point> points = ToS2(geometry.points);
  for (const S2Point& point : points) {
    bound = bound.Union(WithBorder(S2LatLngRect::FromPoint(S2LatLng(point))));
  }
  thin_index.Add(std::make_unique<S2PointVectorShape>(points));
  index.Add(std::make_unique<S2PointVectorShape>(std::move(points)));
  return absl::OkStatus();
}

bool SphereRegion::Compiled::AreasOverlap(const Compiled& other) const {
  return std::ranges::any_of(areas, [&](const Area& area) {
    return std::ranges::any_of(other.areas, [&](const Area& of_other) {
      return area.bound.Intersects(of_other.bound) &&
             Overlap(*area.polygon, *of_other.polygon);
    });
  });
}

bool SphereRegion::Compiled::Touches(const Point& point) const {
  if (!bound.Contains(ToLatLng(point))) return false;
  S2ClosestEdgeQuery query(&index);
  S2ClosestEdgeQuery::PointTarget target(ToS2(point));
  return query.IsConservativeDistanceLessOrEqual(&target,
                                                 S1ChordAngle(Border()));
}

bool HasSphere() { return true; }

SphereRegion::SphereRegion(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

StatusOr<SphereRegion> SphereRegion::Make(const Geometry& geometry) {
  auto compiled = std::make_shared<Compiled>();
  MEERKAT_RETURN_IF_ERROR(compiled->Add(geometry));
  compiled->index.ForceBuild();
  compiled->thin_index.ForceBuild();
  return SphereRegion(std::move(compiled));
}

bool SphereRegion::Contains(const Geometry& geometry) const {
  if (!HasPositionsInBound(compiled_->bound, geometry)) return false;
  const std::vector<Area>& areas = compiled_->areas;
  for (const Point& point : geometry.points) {
    if (!AnyCovers(areas, ToS2(point))) return false;
  }
  for (const Line& line : geometry.lines) {
    const auto polyline = ToPolyline(line);
    if (!polyline.ok() || !AnyCovers(areas, **polyline)) return false;
  }
  for (const Rings& rings : geometry.polygons) {
    const auto polygon = ToPolygon(rings, geometry.is_strict);
    if (!polygon.ok() || !AnyCovers(areas, **polygon)) return false;
  }
  return true;
}

bool SphereRegion::Intersects(const Geometry& geometry) const {
  if (geometry.lines.empty() && geometry.polygons.empty()) {
    return std::ranges::any_of(geometry.points, [&](const Point& point) {
      return compiled_->Touches(point);
    });
  }
  if (!geometry.is_strict && !compiled_->bound.Intersects(BoundOf(geometry))) {
    return false;
  }
  Compiled other;
  if (!other.Add(geometry).ok()) return false;
  return Touch(compiled_->thin_index, other.index) ||
         Touch(compiled_->index, other.thin_index) ||
         compiled_->AreasOverlap(other);
}

bool Contains(const Cap& cap, const Geometry& geometry) {
  const auto has_point = [&](const Point& point) {
    return Contains(cap, point);
  };
  if (!std::ranges::all_of(geometry.points, has_point)) return false;
  const S2Point center = ToS2(cap.center);
  for (const Line& line : geometry.lines) {
    const auto polyline = ToPolyline(line);
    if (!polyline.ok() || !IsInCap(center, cap.radians, **polyline)) {
      return false;
    }
  }
  for (const Rings& rings : geometry.polygons) {
    const auto polygon = ToPolygon(rings, geometry.is_strict);
    if (!polygon.ok() || !IsInCap(center, cap.radians, **polygon)) return false;
  }
  return true;
}

}  // namespace meerkat::index::geo

#endif
