#ifdef MEERKAT_HAS_S2

#include "index/geo/s2_shapes.h"

#include <fmt/format.h>
#include <s2/s2debug.h>
#include <s2/s2error.h>
#include <s2/s2loop.h>
#include <s2/s2pointutil.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "storage/status_macros.h"

namespace meerkat::index::geo {

namespace {

Status BadPolygon(std::string_view complaint) {
  return MakeError(ErrorCode::kBadValue,
                   fmt::format("a Polygon {}", complaint));
}

// Between opposite places every way is the shortest. S2 asks whether they are
// exactly opposite, which what is written in degrees rarely is.
Status CheckEdge(const S2Point& a, const S2Point& b) {
  if (!S2::ApproxEquals(a, -b)) return absl::OkStatus();
  const S2LatLng from(a);
  const S2LatLng to(b);
  return MakeError(
      ErrorCode::kBadValue,
      fmt::format("an edge must not go to the opposite side of the sphere, "
                  "found one from [{:.7g}, {:.7g}] to [{:.7g}, {:.7g}]",
                  from.lng().degrees(), from.lat().degrees(),
                  to.lng().degrees(), to.lat().degrees()));
}

Status CheckEdges(const std::vector<S2Point>& positions, bool is_closed) {
  for (size_t i = 1; i < positions.size(); ++i) {
    MEERKAT_RETURN_IF_ERROR(CheckEdge(positions[i - 1], positions[i]));
  }
  if (!is_closed) return absl::OkStatus();
  return CheckEdge(positions.back(), positions.front());
}

// S2 ends the program when told to turn a loop that is none, so each is checked
// before anything else. Its own checks are switched off, for crossing rings are
// errors of the user and not broken invariants.
StatusOr<std::unique_ptr<S2Loop>> ToLoop(const Ring& ring, bool is_strict) {
  const std::vector<S2Point> positions = ToS2(ring);
  MEERKAT_RETURN_IF_ERROR(CheckEdges(positions, /*is_closed=*/true));
  auto loop = std::make_unique<S2Loop>();
  loop->set_s2debug_override(S2Debug::DISABLE);
  loop->Init(positions);
  S2Error error;
  if (loop->FindValidationError(&error)) {
    return BadPolygon("must not cross or touch itself: " + error.text());
  }
  if (!is_strict) loop->Normalize();
  return loop;
}

// What GeoJSON wants of loops that nest properly: one shell with holes in it.
Status CheckNesting(const S2Polygon& polygon, const S2Loop* outer) {
  if (polygon.GetLastDescendant(0) + 1 != polygon.num_loops() ||
      polygon.loop(0) != outer) {
    return BadPolygon("must have its first ring around all others");
  }
  for (int i = 0; i < polygon.num_loops(); ++i) {
    if (polygon.loop(i)->depth() <= 1) continue;
    return BadPolygon("must not have a hole inside a hole");
  }
  if (polygon.IsNormalized()) return absl::OkStatus();
  return BadPolygon("must not touch its holes in more than one position");
}

}  // namespace

S2LatLng ToLatLng(const Point& point) {
  const double latitude = point.y;
  double longitude = point.x;
  if (std::abs(latitude) == 90) longitude = 0;
  if (longitude == -180) longitude = 180;
  return S2LatLng::FromDegrees(latitude, longitude);
}

S2Point ToS2(const Point& point) { return ToLatLng(point).ToPoint(); }

std::vector<S2Point> ToS2(const std::vector<Point>& points) {
  std::vector<S2Point> positions(points.size());
  std::ranges::transform(points, positions.begin(),
                         [](const Point& point) { return ToS2(point); });
  return positions;
}

StatusOr<std::unique_ptr<S2Polyline>> ToPolyline(const Line& line) {
  const std::vector<S2Point> positions = ToS2(line);
  MEERKAT_RETURN_IF_ERROR(CheckEdges(positions, /*is_closed=*/false));
  auto polyline = std::make_unique<S2Polyline>();
  polyline->set_s2debug_override(S2Debug::DISABLE);
  polyline->Init(positions);
  return polyline;
}

StatusOr<std::unique_ptr<S2Polygon>> ToPolygon(const Rings& rings,
                                               bool is_strict) {
  std::vector<std::unique_ptr<S2Loop>> loops;
  for (const Ring& ring : rings) {
    MEERKAT_ASSIGN_OR_RETURN(auto loop, ToLoop(ring, is_strict));
    loops.push_back(std::move(loop));
  }
  const S2Loop* outer = loops.front().get();
  auto polygon = std::make_unique<S2Polygon>();
  polygon->set_s2debug_override(S2Debug::DISABLE);
  polygon->InitNested(std::move(loops));
  S2Error error;
  if (polygon->FindValidationError(&error)) {
    return BadPolygon("must not have rings that cross: " + error.text());
  }
  MEERKAT_RETURN_IF_ERROR(CheckNesting(*polygon, outer));
  return polygon;
}

}  // namespace meerkat::index::geo

#endif
