// How far the points of a box are from a point: bounds for whoever looks for
// the nearest ones.
#pragma once

#include <optional>

#include "index/geo/shape.h"

namespace meerkat::index::geo {

// On the plane. No point of the box is nearer than the first or further than
// the second, whatever roundings do to its Distance().
double LeastDistance(const Point& center, const Box& box);
double GreatestDistance(const Point& center, const Box& box);

// The part of a box that is on the sphere; nothing when none is.
std::optional<Box> OnSphere(const Box& box);

// On the sphere, in radians, as above with Angle(). The date line and the poles
// are no borders. REQUIRES, here and below: IsOnSphere(center), and that
// OnSphere(box) is the box itself.
double LeastAngle(const Point& center, const Box& box);
double GreatestAngle(const Point& center, const Box& box);

// The cosine of the angle from `center` to the nearest place in the box.
double GreatestCosine(const Point& center, const Box& box);

// The place on the other side of the sphere.
Point Antipode(const Point& place);

}  // namespace meerkat::index::geo
