// Distances on the plane and on the sphere.
#pragma once

#include "index/geo/shape.h"

namespace meerkat::index::geo {

// MongoDB's radius of the earth: metres for an angle of one radian.
inline constexpr double kEarthRadius = 6378100;

double Distance(const Point& a, const Point& b);

// Longitude from -180 to 180, latitude from -90 to 90, the ends included.
bool IsOnSphere(const Point& point);

// The angle between two places as seen from the center of the sphere, in
// radians. REQUIRES: IsOnSphere for both.
double Angle(const Point& a, const Point& b);

}  // namespace meerkat::index::geo
