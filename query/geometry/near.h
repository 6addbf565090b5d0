// Near: what {$near: ...} and {$nearSphere: ...} ask for.
//
//   {$near: [0, 0], $maxDistance: 5, $minDistance: 1}      flat
//   {$near: [0, 0, 5]}                                     the same, at most 5
//   {$nearSphere: [13.4, 52.5], $maxDistance: 0.01}        radians
//   {$near: {$geometry: {type: "Point", coordinates: [13.4, 52.5]},
//            $maxDistance: 1000}}                          metres
//
// MongoDB manual, "$near" and "$nearSphere".
#pragma once

#include <meerkat/document.h>
#include <meerkat/status.h>

#include <cstdint>
#include <limits>

#include "index/geo/shape.h"

namespace meerkat::query::geometry {

// How distances are measured, and so what `least` and `most` mean.
enum class Measure : uint8_t { kFlat, kRadians, kMetres };

struct Near {
  index::geo::Point center;
  Measure measure = Measure::kFlat;
  // Both inclusive.
  double least = 0;
  double most = std::numeric_limits<double>::infinity();
};

// `operators` begin with $near or $nearSphere and are all about it. Errors: 2
// BadValue for what is no point; 16893 to 16900 and 18522 for distances that
// are no number or negative; 34413 for other operators beside it.
StatusOr<Near> ParseNear(DocumentView operators);

// From near.center to `point`; not a number when the sphere has no such point.
double DistanceTo(const Near& near, const index::geo::Point& point);

// Whether the point's distance lies within the two.
bool IsWithinReach(const Near& near, const index::geo::Point& point);

}  // namespace meerkat::query::geometry
